// What a conversation owes to whoever speaks in it, and what of it was paid: from its events alone.

/** Stopped replies keep no audio for a reader that has not read it yet; numbers may be missing there, and nowhere else. */
export class Ledger {
  #rate;
  #utterances = new Map();
  #replies = new Map();
  #finals = [];
  #complaints = [];
  #last = 0;
  #skipped = 0;
  #withheld = 0;
  #holes = 0;
  #received = 0;
  #committed = 0;
  // The reply whose samples the next binary message holds.
  #due = null;

  /** @param rate samples a second of what is spoken */
  constructor(rate) {
    this.#rate = rate;
  }

  /** @param event the next that came, be it an answer without a number */
  hear(event) {
    if (this.#due) this.#holes++;
    this.#due = null;
    if (event.seq !== undefined) this.#number(event);
    const { type, utterance, reply } = event;
    if (type === 'speech.started') this.#utterances.set(utterance, { end: null, words: false });
    if (type === 'speech.ended') this.#utterances.get(utterance).end = event.end;
    if (type === 'transcript.final') this.#understand(event);
    if (type === 'ack') [this.#received, this.#committed] = [event.received, event.committed];
    if (type === 'error' || type === 'notice') this.#complaints.push(event.code);
    if (type === 'reply.started') this.#begin(event);
    if (type === 'reply.audio') this.#sound(event);
    if (type === 'reply.paused' || type === 'reply.resumed') this.#replies.get(reply).stopped = type === 'reply.paused';
    if (type === 'reply.ended') this.#end(event);
  }

  /** @param bytes of a binary message */
  take(bytes) {
    if (this.#due) this.#due.samples += bytes / 2;
    else this.#holes++;
    this.#due = null;
  }

  /** The reply that is being given; null: none. */
  get reply() {
    const newest = this.#newest;
    return newest && !newest.reason ? newest : null;
  }

  /** Every utterance has its words or is known to have none, and every word its answer. */
  get paid() { return this.#open().length === 0 && this.#unanswered().length === 0; }

  /** @param said the first and one past the last of its samples; @returns whether words of it were recognised */
  understood({ from, to }) {
    return this.#finals.some(({ start, end }) => start * this.#rate < to && end * this.#rate > from);
  }

  /** @param samples how many were sent */
  settle(samples) {
    const replies = [...this.#replies.values()];
    const ended = (reason) => replies.filter((reply) => reply.reason === reason).length;
    const [completed, interrupted] = [ended('completed'), ended('interrupted')];
    return {
      utterances: this.#utterances.size, finals: this.#finals.length, finalsMissing: this.#open().length,
      wordless: [...this.#utterances.values()].filter((said) => !said.words && this.#isCommitted(said)).length,
      replies: replies.length, repliesMissing: this.#unanswered().length, completed, interrupted, otherwise: replies.length - completed - interrupted,
      samplesLost: Math.abs(samples - this.#received) + Math.abs(samples - this.#committed),
      skipped: this.#skipped, withheld: this.#withheld, holes: this.#holes, complaints: this.#complaints,
    };
  }

  get #newest() { return this.#replies.get(this.#replies.size); }

  #number({ seq, type }) {
    const missing = seq - this.#last - 1;
    this.#last = seq;
    if (missing > 0 && (this.#newest?.stopped || type === 'reply.paused' || type === 'reply.ended')) this.#withheld += missing;
    else this.#skipped += Math.abs(missing);
  }

  #understand({ utterance, seq, start, end }) {
    const said = this.#utterances.get(utterance);
    if (said.words) this.#complaints.push('final_repeated');
    said.words = true;
    this.#finals.push({ seq, start, end, over: this.reply });
  }

  #begin({ reply, seq }) {
    if (this.reply || reply !== this.#replies.size + 1) this.#complaints.push('reply_out_of_turn');
    this.#replies.set(reply, { seq, samples: 0, stopped: false, reason: null });
  }

  #sound({ reply, position }) {
    this.#due = this.#replies.get(reply);
    if (this.#due.reason) this.#complaints.push('audio_after_its_end');
    if (this.#due.samples !== position) this.#holes++;
    this.#due.samples = position;
  }

  #end({ reply, reason, played }) {
    const ended = this.#replies.get(reply);
    if (ended.reason) this.#complaints.push('reply_ended_twice');
    if (reason === 'completed' && played !== ended.samples) this.#holes++;
    [ended.reason, ended.stopped] = [reason, reason === 'interrupted'];
  }

  /** That it held no words is told by committing its samples. */
  #isCommitted({ end }) { return end !== null && this.#committed >= Math.floor(end * this.#rate); }

  #open() { return [...this.#utterances.values()].filter((said) => !said.words && !this.#isCommitted(said)); }

  /** A final is answered by the next reply to begin; what was said beside a reply that went on is owed none. */
  #unanswered() {
    const begun = this.#newest?.seq ?? 0;
    return this.#finals.filter(({ seq, over }) => seq > begun && !(over && over.reason !== 'interrupted'));
  }
}
