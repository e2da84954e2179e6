#pragma once
#include <sys/types.h>
#include <strings.h>
__BEGIN_DECLS
void* memcpy(void*,const void*,size_t); void* memmove(void*,const void*,size_t); void* memset(void*,int,size_t); int memcmp(const void*,const void*,size_t); void* memchr(const void*,int,size_t);
size_t strlen(const char*); int strcmp(const char*,const char*); int strncmp(const char*,const char*,size_t); char* strcpy(char*,const char*); char* strncpy(char*,const char*,size_t); char* strcat(char*,const char*); char* strncat(char*,const char*,size_t);
char* strchr(const char*,int); char* strrchr(const char*,int); char* strstr(const char*,const char*); size_t strcspn(const char*,const char*); size_t strspn(const char*,const char*); char* strdup(const char*); char* strerror(int); int strerror_r(int,char*,size_t); char* strtok(char*,const char*); char* strpbrk(const char*,const char*); size_t strnlen(const char*,size_t); char* strtok_r(char*,const char*,char**); int strcoll(const char*,const char*); char* strndup(const char*,size_t); void* memrchr(const void*,int,size_t);
__END_DECLS
