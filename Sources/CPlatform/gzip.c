#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

// Few files are open at once (the CLI reads them one after another): a small table gives out numbers for them.
enum { HANDLES = 16 };
static gzFile files[HANDLES];
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

int32_t daybook_gzip_open_descriptor(int32_t descriptor) {
    gzFile file = gzdopen(descriptor, "rb");
    if (!file) { close(descriptor); return -ENOMEM; }
    gzbuffer(file, 256 * 1024);
    int32_t handle = -EMFILE;
    pthread_mutex_lock(&guard);
    for (int i = 0; i < HANDLES && handle < 0; i++) {
        if (!files[i]) { files[i] = file; handle = i; }
    }
    pthread_mutex_unlock(&guard);
    if (handle < 0) gzclose(file);
    return handle;
}

int32_t daybook_gzip_open(const uint8_t *path, size_t count) {
    char name[PATH_MAX];
    if (count >= sizeof name) return -ENAMETOOLONG;
    if (memchr(path, 0, count)) return -EINVAL;
    memcpy(name, path, count);
    name[count] = 0;
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? -errno : daybook_gzip_open_descriptor(fd);
}

int64_t daybook_gzip_read(int32_t handle, uint8_t *bytes, size_t count) {
    if (handle < 0 || handle >= HANDLES || !files[handle]) return -EBADF;
    if (count > 1u << 30) count = 1u << 30;
    int n = gzread(files[handle], bytes, (unsigned)count);
    if (n < 0) return -EIO;
    int error = Z_OK;
    gzerror(files[handle], &error);
    // A compressed file that ends early gives its bytes and then, at the end, Z_BUF_ERROR.
    if (n == 0 && error == Z_BUF_ERROR) return -EIO;
    return n;
}

int64_t daybook_gzip_offset(int32_t handle) {
    if (handle < 0 || handle >= HANDLES || !files[handle]) return -EBADF;
    return gzoffset(files[handle]);
}

void daybook_gzip_close(int32_t handle) {
    if (handle < 0 || handle >= HANDLES) return;
    pthread_mutex_lock(&guard);
    if (files[handle]) { gzclose(files[handle]); files[handle] = NULL; }
    pthread_mutex_unlock(&guard);
}
