import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerReader } from '../lib/answers.mjs';

const STREAM = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
  + 'HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\nX: y\r\n\r\n3\r\nabc\r\na;x=1\r\n0123456789\r\n0\r\n\r\n'
  + 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
const ANSWERS = [{ status: 200, length: 5 }, { status: 404, length: 13 }, { status: 200, length: 0 }];

test('answers are the same wherever the bytes are cut', () => {
  for (let size = 1; size <= STREAM.length; size++) {
    const reader = new AnswerReader();
    const heard = [];
    for (let place = 0; place < STREAM.length; place += size) heard.push(...reader.read(Buffer.from(STREAM.slice(place, place + size))));
    assert.deepEqual(heard, ANSWERS, `pieces of ${size}`);
  }
});

test('what is no answer is refused', () => {
  assert.throws(() => new AnswerReader().read(Buffer.from('HTTP/1.1 200 OK\r\n\r\n')), /no answer/);
  assert.throws(() => new AnswerReader().read(Buffer.from('SSH-2.0-x\r\n\r\n')), /no answer/);
  assert.throws(() => new AnswerReader().read(Buffer.alloc(20_000, 'x')), /no end/);
});
