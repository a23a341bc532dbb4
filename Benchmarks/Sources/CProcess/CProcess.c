#define _GNU_SOURCE
#include "CProcess.h"

#include <stdatomic.h>

#ifdef __linux__
#include <dirent.h>
#include <malloc.h>
#include <sched.h>
#include <stdlib.h>
#endif

size_t process_allocated_bytes(void) {
#ifdef __GLIBC__
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
#else
  return 0;
#endif
}

int process_use_processors(int count) {
#ifdef __linux__
  static cpu_set_t all;
  static int known = 0;
  if (!known && sched_getaffinity(0, sizeof all, &all) != 0) return 0;
  known = 1;
  cpu_set_t some;
  CPU_ZERO(&some);
  int used = 0;
  for (int cpu = 0; cpu < CPU_SETSIZE && used < count; cpu++) {
    if (!CPU_ISSET(cpu, &all)) continue;
    CPU_SET(cpu, &some);
    used++;
  }
  DIR *threads = opendir("/proc/self/task");
  if (threads == NULL) return 0;
  for (struct dirent *entry = readdir(threads); entry != NULL; entry = readdir(threads)) {
    int thread = atoi(entry->d_name);
    if (thread > 0 && sched_setaffinity(thread, sizeof some, &some) != 0) used = 0;
  }
  closedir(threads);
  return used;
#else
  (void)count;
  return 0;
#endif
}

static atomic_long ahead;

long process_seconds_ahead(void) { return atomic_load(&ahead); }

void process_put_forward(long seconds) { atomic_store(&ahead, seconds); }
