#pragma once
#include <sys/types.h>
#include <linux/time.h>
struct tm { int tm_sec,tm_min,tm_hour,tm_mday,tm_mon,tm_year,tm_wday,tm_yday,tm_isdst; long tm_gmtoff; const char* tm_zone; };
#define CLOCKS_PER_SEC 1000000L
__BEGIN_DECLS
time_t time(time_t*); struct tm* localtime(const time_t*); struct tm* localtime_r(const time_t*,struct tm*); struct tm* gmtime(const time_t*); struct tm* gmtime_r(const time_t*,struct tm*); time_t mktime(struct tm*); size_t strftime(char*,size_t,const char*,const struct tm*); clock_t clock(void); int nanosleep(const struct timespec*,struct timespec*); int clock_gettime(clockid_t,struct timespec*); double difftime(time_t,time_t); char* ctime(const time_t*); char* asctime(const struct tm*); struct tm* gmtime(const time_t*); time_t timegm(struct tm*); int clock_getres(clockid_t,struct timespec*); char* ctime_r(const time_t*,char*); void tzset(void);
__END_DECLS
