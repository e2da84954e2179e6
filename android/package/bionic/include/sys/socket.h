#pragma once
#include <sys/types.h>
#include <sys/uio.h>
#include <linux/socket.h>
#include <asm/socket.h>
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_RAW 3
#define SOCK_RDM 4
#define SOCK_SEQPACKET 5
#define SOCK_NONBLOCK 04000
#define SOCK_CLOEXEC 02000000
#define SHUT_RD 0
#define SHUT_WR 1
#define SHUT_RDWR 2
#define SOMAXCONN 128
#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define AF_NETLINK 16
#define AF_ALG 38
#define PF_UNSPEC AF_UNSPEC
#define PF_UNIX AF_UNIX
#define PF_INET AF_INET
#define PF_INET6 AF_INET6
#define MSG_PEEK 2
#define MSG_DONTWAIT 0x40
#define MSG_WAITALL 0x100
#define MSG_NOSIGNAL 0x4000
#define MSG_MORE 0x8000
#define SOL_TCP 6
#define SOL_UDP 17
#define SOL_TLS 282
typedef unsigned short sa_family_t;
struct sockaddr { sa_family_t sa_family; char sa_data[14]; };
struct sockaddr_storage { union { struct { sa_family_t ss_family; char __data[126]; }; void* __align; }; };
struct linger { int l_onoff, l_linger; };
struct msghdr { void* msg_name; socklen_t msg_namelen; struct iovec* msg_iov; size_t msg_iovlen; void* msg_control; size_t msg_controllen; int msg_flags; };
struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
struct cmsghdr { size_t cmsg_len; int cmsg_level, cmsg_type; };
#define CMSG_ALIGN(n) (((n) + sizeof(long) - 1) & ~(sizeof(long) - 1))
#define CMSG_DATA(c) ((unsigned char*)(c) + CMSG_ALIGN(sizeof(struct cmsghdr)))
#define CMSG_SPACE(n) (CMSG_ALIGN(sizeof(struct cmsghdr)) + CMSG_ALIGN(n))
#define CMSG_LEN(n) (CMSG_ALIGN(sizeof(struct cmsghdr)) + (n))
#define CMSG_FIRSTHDR(m) ((m)->msg_controllen >= sizeof(struct cmsghdr) ? (struct cmsghdr*)(m)->msg_control : (struct cmsghdr*)0)
#define CMSG_NXTHDR(m,c) __cmsg_nxthdr((m),(c))
__BEGIN_DECLS
struct cmsghdr* __cmsg_nxthdr(struct msghdr*,struct cmsghdr*);
int socket(int,int,int); int socketpair(int,int,int,int*); int bind(int,const struct sockaddr*,socklen_t); int listen(int,int); int connect(int,const struct sockaddr*,socklen_t); int accept(int,struct sockaddr*,socklen_t*); int accept4(int,struct sockaddr*,socklen_t*,int); int shutdown(int,int);
int getsockname(int,struct sockaddr*,socklen_t*); int getpeername(int,struct sockaddr*,socklen_t*); int getsockopt(int,int,int,void*,socklen_t*); int setsockopt(int,int,int,const void*,socklen_t);
ssize_t recv(int,void*,size_t,int); ssize_t send(int,const void*,size_t,int); ssize_t recvfrom(int,void*,size_t,int,struct sockaddr*,socklen_t*); ssize_t sendto(int,const void*,size_t,int,const struct sockaddr*,socklen_t); ssize_t recvmsg(int,struct msghdr*,int); ssize_t sendmsg(int,const struct msghdr*,int);
struct timespec;
int recvmmsg(int,struct mmsghdr*,unsigned int,int,const struct timespec*); int sendmmsg(int,const struct mmsghdr*,unsigned int,int);
__END_DECLS
