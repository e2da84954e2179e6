#pragma once
#include <sys/cdefs.h>
#include <stdarg.h>
enum { ANDROID_LOG_VERBOSE = 2, ANDROID_LOG_DEBUG, ANDROID_LOG_INFO, ANDROID_LOG_WARN, ANDROID_LOG_ERROR, ANDROID_LOG_FATAL };
__BEGIN_DECLS
int __android_log_write(int,const char*,const char*); int __android_log_print(int,const char*,const char*,...);
int __android_log_vprint(int,const char*,const char*,va_list);
__END_DECLS
