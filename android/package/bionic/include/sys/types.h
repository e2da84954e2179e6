#pragma once
#include <sys/cdefs.h>
#include <stddef.h>
#include <stdint.h>
/* bionic LP64 */
typedef unsigned int mode_t; typedef unsigned long dev_t; typedef unsigned long ino_t; typedef unsigned int nlink_t;
typedef unsigned int uid_t; typedef unsigned int gid_t; typedef int pid_t; typedef unsigned int id_t; typedef long off_t; typedef long long off64_t;
typedef long ssize_t; typedef long time_t; typedef long suseconds_t; typedef unsigned int useconds_t; typedef long clock_t; typedef int clockid_t; typedef void *timer_t;
typedef unsigned long blksize_t; typedef unsigned long blkcnt_t; typedef uint8_t u_int8_t; typedef uint16_t u_int16_t; typedef uint32_t u_int32_t; typedef uint64_t u_int64_t; typedef unsigned int u_int; typedef unsigned char u_char; typedef unsigned short u_short; typedef unsigned long u_long; typedef char* caddr_t;
typedef unsigned int socklen_t; typedef int key_t;
typedef int pthread_key_t; typedef int pthread_once_t; typedef long pthread_t; typedef long pthread_mutexattr_t; typedef long pthread_condattr_t; typedef long pthread_rwlockattr_t;
typedef struct { int32_t __private[10]; } pthread_mutex_t;
typedef struct { int32_t __private[12]; } pthread_cond_t;
typedef struct { int32_t __private[14]; } pthread_rwlock_t;
typedef struct { uint32_t flags; void* stack_base; size_t stack_size; size_t guard_size; int32_t sched_policy; int32_t sched_priority; char __reserved[16]; } pthread_attr_t;
