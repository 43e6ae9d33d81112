/** As many decodes at once as there are threads for them; finals before partials, each in the order of asking. */
export class DecodeQueue {
  #free;
  #decode;
  #finals = [];
  #partials = [];

  /** @param decode async: samples → text */
  constructor(threads, decode) {
    [this.#free, this.#decode] = [threads, decode];
  }

  /**
   * @param take called when a thread is free: the samples to decode, or null when nobody wants the text any more
   * @returns {Promise<string|null>} the text
   */
  ask(take, final) {
    return new Promise((resolve, reject) => {
      (final ? this.#finals : this.#partials).push({ take, resolve, reject });
      this.#next();
    });
  }

  #next() {
    while (this.#free > 0) {
      const job = this.#finals.shift() ?? this.#partials.shift();
      if (!job) return;
      const samples = job.take();
      if (!samples) {
        job.resolve(null);
        continue;
      }
      this.#free--;
      this.#decode(samples).then(job.resolve, job.reject).finally(() => {
        this.#free++;
        this.#next();
      });
    }
  }
}
