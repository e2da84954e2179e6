#pragma once
#include <sys/socket.h>
#include <netinet/in.h>
struct hostent { char* h_name; char** h_aliases; int h_addrtype, h_length; char** h_addr_list; };
struct servent { char* s_name; char** s_aliases; int s_port; char* s_proto; };
/* The name comes before the address; glibc has them the other way round. */
struct addrinfo { int ai_flags, ai_family, ai_socktype, ai_protocol; socklen_t ai_addrlen; char* ai_canonname; struct sockaddr* ai_addr; struct addrinfo* ai_next; };
#define AI_PASSIVE 1
#define AI_CANONNAME 2
#define AI_NUMERICHOST 4
#define AI_NUMERICSERV 8
#define AI_ADDRCONFIG 0x400
#define NI_NUMERICHOST 2
#define NI_NUMERICSERV 8
#define NI_MAXHOST 1025
#define NI_MAXSERV 32
#define EAI_AGAIN 2
#define EAI_FAIL 4
#define EAI_FAMILY 5
#define EAI_MEMORY 6
#define EAI_NODATA 7
#define EAI_NONAME 8
#define EAI_SERVICE 9
#define EAI_SYSTEM 11
#define HOST_NOT_FOUND 1
#define TRY_AGAIN 2
#define NO_RECOVERY 3
#define NO_DATA 4
#define h_errno (*__get_h_errno())
__BEGIN_DECLS
int* __get_h_errno(void); int getaddrinfo(const char*,const char*,const struct addrinfo*,struct addrinfo**); void freeaddrinfo(struct addrinfo*); int getnameinfo(const struct sockaddr*,socklen_t,char*,size_t,char*,size_t,int); const char* gai_strerror(int);
struct hostent* gethostbyname(const char*); struct servent* getservbyname(const char*,const char*); const char* hstrerror(int);
__END_DECLS
