/* The C program: what the same work costs without Python. It is told on standard input, a line a command, what to
 * compile and to time, and answers each with a line. Fields are separated by tabs.
 *
 *   pjrt_bench PLUGIN NUM_DEVICES      opens the plugin; answers "ready" and the nanoseconds that took
 *
 *   compile NAME CODE OPTIONS          files; answers the number of results
 *   argument NAME TYPE FILE DIM...     adds an argument, puts it on the device
 *   state NAME COUNT                   so many of the first arguments are consumed, and the first results replace them
 *   spread NAME                        puts its arguments on all devices, too
 *   forget NAME                        frees it and its arguments
 *   time MODE NAME COUNT THREADS       answers nanoseconds; modes: see modes.c
 *   hold NAME COUNT                    keeps the results of so many runs; answers the bytes by which it grew
 *   memcpy SIZE COUNT FRESH            answers nanoseconds
 *   value NAME RESULT FILE             runs it once, writes a result to the file; answers its size
 *   quit
 *
 * An error is answered by "error" and what it is, and ends the process with status 2. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "modes.h"
#include "plugin.h"

#define MAX_FIELDS 16

static int64_t number(const char *text) {
  char *end;
  long long value = strtoll(text, &end, 10);
  if (*text == '\0' || *end != '\0' || value < 0) fail("%s is no number", text);
  return value;
}

static void answer(int64_t value) { printf("%lld\n", (long long)value); }

static void write_value(Program *program, size_t result, const char *path) {
  size_t size;
  void *data = program_value(program, result, &size);
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(data, 1, size, file) != size || fclose(file) != 0) fail("%s: cannot be written", path);
  free(data);
  answer((int64_t)size);
}

static void obey(char **field, size_t count) {
  const char *command = field[0];
  if (strcmp(command, "compile") == 0 && count == 4) {
    answer((int64_t)program_compile(field[1], field[2], field[3])->num_results);
  } else if (strcmp(command, "argument") == 0 && count >= 4) {
    int64_t dims[MAX_FIELDS];
    for (size_t i = 4; i < count; ++i) dims[i - 4] = number(field[i]);
    program_add_argument(program_named(field[1]), (PJRT_Buffer_Type)number(field[2]), dims, count - 4, field[3]);
    answer(0);
  } else if (strcmp(command, "state") == 0 && count == 3) {
    Program *program = program_named(field[1]);
    size_t state = (size_t)number(field[2]);
    if (state > program->num_arguments || state >= program->num_results) fail("%s has less", field[1]);
    program->num_state = state;
    answer(0);
  } else if (strcmp(command, "spread") == 0 && count == 2) {
    program_spread(program_named(field[1]));
    answer(0);
  } else if (strcmp(command, "forget") == 0 && count == 2) {
    program_forget(field[1]);
    answer(0);
  } else if (strcmp(command, "time") == 0 && count == 5) {
    answer(time_program(field[1], program_named(field[2]), (size_t)number(field[3]), (size_t)number(field[4])));
  } else if (strcmp(command, "hold") == 0 && count == 3) {
    answer(hold_results(program_named(field[1]), (size_t)number(field[2])));
  } else if (strcmp(command, "memcpy") == 0 && count == 4) {
    answer(time_memcpy((size_t)number(field[1]), (size_t)number(field[2]), number(field[3]) != 0));
  } else if (strcmp(command, "value") == 0 && count == 4) {
    write_value(program_named(field[1]), (size_t)number(field[2]), field[3]);
  } else {
    fail("%s with %zu fields is no command", command, count);
  }
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s PLUGIN NUM_DEVICES\n", argv[0]);
    return 2;
  }
  struct timespec before, after;
  clock_gettime(CLOCK_MONOTONIC, &before);
  plugin_open(argv[1], number(argv[2]));
  clock_gettime(CLOCK_MONOTONIC, &after);
  printf("ready\t%lld\n",
         (long long)(after.tv_sec - before.tv_sec) * 1000000000 + (after.tv_nsec - before.tv_nsec));
  fflush(stdout);

  char *line = NULL;
  size_t room = 0;
  while (getline(&line, &room, stdin) > 0) {
    char *field[MAX_FIELDS];
    size_t count = 0;
    for (char *rest = line, *next; (next = strsep(&rest, "\t\n")) != NULL && count < MAX_FIELDS;) {
      if (*next != '\0') field[count++] = next;
    }
    if (count == 0) continue;
    if (strcmp(field[0], "quit") == 0) break;
    obey(field, count);
    fflush(stdout);
  }
  free(line);
  plugin_close();
  return 0;
}
