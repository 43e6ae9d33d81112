// Vercel's AI SDK with its OpenAI provider.
import { createOpenAI } from '@ai-sdk/openai';
import { experimental_transcribe as transcribe } from 'ai';
import { readFile } from 'node:fs/promises';
import { answer } from './call.mjs';

await answer({
  async transcribe({ server, file, model, options }) {
    const provider = createOpenAI({ apiKey: 'sk-any', baseURL: `${server}/v1` });
    const { text, segments, language, durationInSeconds } = await transcribe({
      model: provider.transcription(model),
      audio: await readFile(file),
      providerOptions: { openai: options ?? {} },
      maxRetries: 0,
    });
    return { text, segments, language, durationInSeconds };
  },
});
