// The camera's pictures as they come. They are motion JPEG, read here by hand: an <img> would show them too, but never
// tells that its stream has ended, and the patient would look at a frozen picture.

const RETRY_MS = 700;
const LONGEST_HEADER = 256;
const HEADER = /Content-Length: (\d+)\r\n\r\n/;

export class PictureStream {
  // onPicture(bitmap): draws it before it returns.
  constructor(address, onPicture) {
    this.address = address;
    this.onPicture = onPicture;
    this.abort = null;
    this.newest = null;
    this.decoding = false;
  }

  get isOpen() {
    return this.abort !== null;
  }

  open() {
    this.abort = new AbortController();
    this.keepReading(this.abort.signal);
  }

  close() {
    this.abort?.abort();
    this.abort = null;
    this.newest = null;
  }

  async keepReading(signal) {
    while (!signal.aborted) {
      try {
        await this.read(signal);
      } catch (error) {
        if (!signal.aborted) console.warn(error);
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  async read(signal) {
    const answer = await fetch(this.address, { signal });
    if (!answer.ok) throw new Error(`${this.address}: ${answer.status}`);
    const reader = answer.body.getReader();
    let rest = new Uint8Array(0);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest = this.take(joined(rest, value));
    }
  }

  // Hands on the whole pictures at the start of `bytes`; returns what follows them.
  take(bytes) {
    for (;;) {
      const header = HEADER.exec(String.fromCharCode(...bytes.subarray(0, LONGEST_HEADER)));
      if (!header) return bytes.length > LONGEST_HEADER ? bytes.subarray(bytes.length - LONGEST_HEADER) : bytes;
      const start = header.index + header[0].length;
      const end = start + Number(header[1]);
      if (bytes.length < end) return bytes;
      this.show(new Blob([bytes.subarray(start, end)], { type: "image/jpeg" }));
      bytes = bytes.subarray(end);
    }
  }

  // While one picture is decoded only the newest waits.
  async show(jpeg) {
    this.newest = jpeg;
    if (this.decoding) return;
    this.decoding = true;
    try {
      while (this.newest) {
        const next = this.newest;
        this.newest = null;
        const bitmap = await createImageBitmap(next);
        if (this.isOpen) this.onPicture(bitmap);
        bitmap.close();
      }
    } catch (error) {
      console.warn(error);
    } finally {
      this.decoding = false;
    }
  }
}

function joined(one, other) {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
