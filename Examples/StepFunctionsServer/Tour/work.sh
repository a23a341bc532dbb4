#!/bin/sh
# Stands in for the functions of the tour: reads the task's input, and writes its result. The bank opens when there is a file
# bank-open beside this one.
cat >/dev/null
if [ "$1" = charge ] && [ ! -e bank-open ]; then
  echo '{"errorType": "BankClosed", "errorMessage": "The bank is closed; make a file bank-open beside work.sh to open it."}' >&2
  exit 1
fi
echo "{\"done\": \"$1\"}"
