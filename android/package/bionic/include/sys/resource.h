#pragma once
#include <sys/types.h>
#include <linux/resource.h>
__BEGIN_DECLS
int getrusage(int,struct rusage*);
__END_DECLS
