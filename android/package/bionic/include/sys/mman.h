#pragma once
#include <sys/types.h>
#include <linux/mman.h>
#define MAP_ANON MAP_ANONYMOUS
#define MAP_FAILED ((void*)-1)
__BEGIN_DECLS
void* mmap(void*,size_t,int,int,int,off_t); int munmap(void*,size_t); void* mremap(void*,size_t,size_t,int,...); int msync(void*,size_t,int); int mprotect(void*,size_t,int); int madvise(void*,size_t,int); int mlock(const void*,size_t); int munlock(const void*,size_t);
__END_DECLS
