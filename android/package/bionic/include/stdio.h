#pragma once
#include <sys/types.h>
#include <stdarg.h>
typedef struct __sFILE FILE;
#define EOF (-1)
#define FILENAME_MAX 4096
#define BUFSIZ 1024
#define _IOFBF 0
#define _IOLBF 1
#define _IONBF 2
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
__BEGIN_DECLS
extern FILE* stdin; extern FILE* stdout; extern FILE* stderr;
int printf(const char*,...); int fprintf(FILE*,const char*,...); int sprintf(char*,const char*,...); int snprintf(char*,size_t,const char*,...); int vsnprintf(char*,size_t,const char*,va_list); int vfprintf(FILE*,const char*,va_list); int sscanf(const char*,const char*,...);
FILE* fopen(const char*,const char*); int fclose(FILE*); int fflush(FILE*); size_t fread(void*,size_t,size_t,FILE*); size_t fwrite(const void*,size_t,size_t,FILE*); int fseek(FILE*,long,int); long ftell(FILE*); int fputs(const char*,FILE*); char* fgets(char*,int,FILE*); int puts(const char*); int putchar(int); int fputc(int,FILE*); int rename(const char*,const char*); int remove(const char*); int fileno(FILE*); void rewind(FILE*); int feof(FILE*); int ferror(FILE*); void clearerr(FILE*); int setvbuf(FILE*,char*,int,size_t); int vsprintf(char*,const char*,va_list); int fgetc(FILE*); int ungetc(int,FILE*); FILE* fdopen(int,const char*); void perror(const char*); void setbuf(FILE*,char*); int vprintf(const char*,va_list); int fscanf(FILE*,const char*,...); int vsscanf(const char*,const char*,va_list); off_t ftello(FILE*); int fseeko(FILE*,off_t,int);
__END_DECLS
