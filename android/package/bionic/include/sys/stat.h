#pragma once
#include <sys/types.h>
#include <time.h>
#if defined(__aarch64__)
struct stat { dev_t st_dev; ino_t st_ino; mode_t st_mode; nlink_t st_nlink; uid_t st_uid; gid_t st_gid; dev_t st_rdev; unsigned long __pad1; off_t st_size; int st_blksize; int __pad2; long st_blocks; struct timespec st_atim, st_mtim, st_ctim; unsigned int __unused4, __unused5; };
#elif defined(__x86_64__)
struct stat { dev_t st_dev; ino_t st_ino; unsigned long st_nlink; mode_t st_mode; uid_t st_uid; gid_t st_gid; unsigned int __pad0; dev_t st_rdev; off_t st_size; long st_blksize; long st_blocks; struct timespec st_atim, st_mtim, st_ctim; long __pad3[3]; };
#endif
#define st_atime st_atim.tv_sec
#define st_mtime st_mtim.tv_sec
#define st_ctime st_ctim.tv_sec
#include <linux/stat.h>
__BEGIN_DECLS
int stat(const char*,struct stat*); int fstat(int,struct stat*); int lstat(const char*,struct stat*); int mkdir(const char*,mode_t); int chmod(const char*,mode_t); int fchmod(int,mode_t); mode_t umask(mode_t); int fchmodat(int,const char*,mode_t,int); int futimens(int,const struct timespec*); int utimensat(int,const char*,const struct timespec*,int); int mkfifo(const char*,mode_t); int mknod(const char*,mode_t,dev_t);
__END_DECLS
