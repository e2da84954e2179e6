#pragma once
#include <sys/types.h>
#include <linux/uio.h>
__BEGIN_DECLS
ssize_t readv(int,const struct iovec*,int); ssize_t writev(int,const struct iovec*,int);
__END_DECLS
