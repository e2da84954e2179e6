#pragma once
#include <sys/types.h>
#include <linux/wait.h>
__BEGIN_DECLS
pid_t waitpid(pid_t,int*,int);
__END_DECLS
