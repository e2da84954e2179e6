#pragma once
#include <sys/types.h>
#include <linux/fcntl.h>
__BEGIN_DECLS
int open(const char*,int,...); int creat(const char*,mode_t); int fcntl(int,int,...); int fallocate(int,int,off_t,off_t); int posix_fallocate(int,off_t,off_t); int openat(int,const char*,int,...);
__END_DECLS
