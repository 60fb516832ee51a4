/* Preloaded: what libcamera's virtual camera wants of a machine, for one whose kernel has not got it.
 *
 * A "dma-buf" is a memfd, /dev/udmabuf and the DMA heap are stood in for, and there are no media devices.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/udmabuf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static int stands_in(const char *path)
{
	return path && (!strcmp(path, "/dev/udmabuf") || !strcmp(path, "/dev/dma_heap/vidbuf_cached"));
}

#define OPEN(name)                                                            \
	int name(const char *path, int flags, ...)                            \
	{                                                                     \
		static int (*real)(const char *, int, ...);                   \
		mode_t mode = 0;                                              \
		if (!real)                                                    \
			real = dlsym(RTLD_NEXT, #name);                       \
		if (flags & (O_CREAT | O_TMPFILE)) {                          \
			va_list more;                                         \
			va_start(more, flags);                                \
			mode = va_arg(more, mode_t);                          \
			va_end(more);                                         \
		}                                                             \
		return real(stands_in(path) ? "/dev/null" : path, flags, mode); \
	}

OPEN(open)
OPEN(open64)

DIR *opendir(const char *path)
{
	static DIR *(*real)(const char *);
	if (!real)
		real = dlsym(RTLD_NEXT, "opendir");
	/* Nothing in there begins with "media". */
	return real(!strcmp(path, "/sys/class/media/devices") ? "/proc/self" : path);
}

int ioctl(int fd, unsigned long request, ...)
{
	static int (*real)(int, unsigned long, ...);
	va_list more;
	void *argument;
	if (!real)
		real = dlsym(RTLD_NEXT, "ioctl");
	va_start(more, request);
	argument = va_arg(more, void *);
	va_end(more);
	request &= 0xffffffffUL;
	if (request == UDMABUF_CREATE)
		return fcntl(((struct udmabuf_create *)argument)->memfd, F_DUPFD_CLOEXEC, 3);
	if (request == DMA_HEAP_IOCTL_ALLOC) {
		struct dma_heap_allocation_data *wanted = argument;
		int memory = memfd_create("heap", MFD_CLOEXEC);
		if (memory < 0 || ftruncate(memory, wanted->len) < 0)
			return -1;
		wanted->fd = memory;
		return 0;
	}
	if (request == DMA_BUF_IOCTL_SYNC || (request & 0xffff) == ((unsigned)DMA_BUF_SET_NAME_A & 0xffff))
		return 0;
	return real(fd, request, argument);
}
