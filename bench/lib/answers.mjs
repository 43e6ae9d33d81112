const END_OF_HEAD = Buffer.from('\r\n\r\n');
const END_OF_LINE = Buffer.from('\r\n');
const MOST_HEAD = 16_384;

/** Cuts what a connection sends into the answers of HTTP/1.1: bodies with a length or in chunks. Their bytes are counted, not kept. */
export class AnswerReader {
  #rest = Buffer.alloc(0);
  #answer = null;
  // Bytes of the body or the chunk that are still to come; null: a chunk's line comes next.
  #left = 0;

  /** @returns {{status: number, length: number}[]} the answers that are whole now */
  read(data) {
    this.#rest = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    const whole = [];
    for (let more = true; more;) {
      more = this.#answer ? this.#body(whole) : this.#head();
    }
    return whole;
  }

  #head() {
    const end = this.#rest.indexOf(END_OF_HEAD);
    if (end < 0) {
      if (this.#rest.length > MOST_HEAD) throw new Error('An answer has no end of its head.');
      return false;
    }
    const head = this.#rest.toString('latin1', 0, end + 2);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
    const length = /^content-length: *(\d+)\r$/im.exec(head)?.[1];
    const chunked = /^transfer-encoding: *chunked\r$/im.test(head);
    if (!status || (length === undefined && !chunked)) throw new Error('This is no answer of HTTP/1.1 with a length.');
    this.#rest = this.#rest.subarray(end + END_OF_HEAD.length);
    this.#answer = { status, length: 0, chunked };
    this.#left = chunked ? null : Number(length);
    return true;
  }

  /** @returns whether there is more to do with what is there */
  #body(whole) {
    if (this.#left === null) return this.#chunk(whole);
    const here = Math.min(this.#left, this.#rest.length);
    this.#rest = this.#rest.subarray(here);
    this.#left -= here;
    // The end of a chunk's line is no part of the body.
    this.#answer.length += here;
    if (this.#left > 0) return false;
    if (!this.#answer.chunked) return this.#end(whole);
    this.#left = null;
    this.#answer.length -= END_OF_LINE.length;
    return true;
  }

  #chunk(whole) {
    const end = this.#rest.indexOf(END_OF_LINE);
    if (end < 0) return false;
    const size = Number.parseInt(this.#rest.toString('latin1', 0, end), 16);
    if (Number.isNaN(size)) throw new Error('A chunk has no size.');
    if (size > 0) {
      this.#rest = this.#rest.subarray(end + END_OF_LINE.length);
      this.#left = size + END_OF_LINE.length;
      return true;
    }
    // The last chunk, and no trailers.
    if (this.#rest.length < end + END_OF_HEAD.length) return false;
    this.#rest = this.#rest.subarray(end + END_OF_HEAD.length);
    return this.#end(whole);
  }

  #end(whole) {
    const { status, length } = this.#answer;
    whole.push({ status, length });
    this.#answer = null;
    return this.#rest.length > 0;
  }
}
