/* peak FILE COMMAND...: writes to FILE the peak of resident memory, in KiB, of the command and the children that it waited for.
 * A process begins with the peak of the one that it was forked from, so that must be a small one: this. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **words)
{
    struct rusage usage;
    int status;
    pid_t child = count > 2 ? fork() : -1;
    FILE *file;

    if (child == 0) {
        execv(words[2], words + 2);
        _exit(127);
    }

    if (child < 0 || wait4(child, &status, 0, &usage) != child || !(file = fopen(words[1], "w")))
        return 125;

    fprintf(file, "%ld\n", usage.ru_maxrss);
    fclose(file);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
