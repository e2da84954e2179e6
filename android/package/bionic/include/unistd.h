#pragma once
#include <sys/types.h>
#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2
#define F_OK 0
#define R_OK 4
#define W_OK 2
#define X_OK 1
#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif
#define _SC_PAGESIZE 0x0027
#define _SC_PAGE_SIZE 0x0028
#define _SC_NPROCESSORS_ONLN 0x0061
__BEGIN_DECLS
int access(const char*,int); char* getcwd(char*,size_t); int close(int); ssize_t read(int,void*,size_t); ssize_t write(int,const void*,size_t); ssize_t pread(int,void*,size_t,off_t); ssize_t pwrite(int,const void*,size_t,off_t); ssize_t pread64(int,void*,size_t,off64_t); ssize_t pwrite64(int,const void*,size_t,off64_t); off_t lseek(int,off_t,int); int ftruncate(int,off_t); int fsync(int); int fdatasync(int); int unlink(const char*); int rmdir(const char*); pid_t getpid(void); uid_t geteuid(void); uid_t getuid(void); gid_t getgid(void); int fchown(int,uid_t,gid_t); int chown(const char*,uid_t,gid_t); ssize_t readlink(const char*,char*,size_t); long sysconf(int); unsigned sleep(unsigned); int usleep(useconds_t); int pipe(int*); int isatty(int); int getpagesize(void); int symlink(const char*,const char*); int link(const char*,const char*); long syscall(long,...); int gethostname(char*,size_t); pid_t getppid(void); pid_t fork(void); int dup(int); int dup2(int,int); gid_t getegid(void); int execl(const char*,const char*,...); void _exit(int) __attribute__((noreturn)); unsigned alarm(unsigned); int chdir(const char*); int truncate(const char*,off_t); off64_t lseek64(int,off64_t,int);
__END_DECLS
