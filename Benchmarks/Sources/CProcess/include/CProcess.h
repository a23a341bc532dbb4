#ifndef C_PROCESS_H
#define C_PROCESS_H

#include <stddef.h>

/// Bytes that the allocator has handed out and not got back; 0 where it does not tell.
size_t process_allocated_bytes(void);

/// Lets all threads of the process run on the first `count` of the processors that it began with; returns how many
/// these are, 0 where that cannot be done.
int process_use_processors(int count);

/// By how many seconds a measurement has put its time forward.
long process_seconds_ahead(void);

/// Puts the time of a measurement forward, by so many seconds in all.
void process_put_forward(long seconds);

#endif
