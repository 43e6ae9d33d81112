/** Reads server-sent events from text that arrives in pieces; keeps only `data`. */
export class SseParser {
  #rest = '';
  #data: string[] = [];

  /** The data of every event that is complete with this piece. */
  push(piece: string): string[] {
    const complete: string[] = [];
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0) complete.push(this.#data.join('\n'));
        this.#data = [];
      } else if (line === 'data' || line.startsWith('data:')) {
        this.#data.push(line.slice(5).replace(/^ /, ''));
      }
    }
    return complete;
  }
}
