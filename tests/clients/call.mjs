// What every client script shares: one process is one call.
// usage: node CLIENT.mjs CALL ARGUMENTS-AS-JSON     prints one line of JSON: {"value":…}, or {"error":{"name","status","code","message"}}

/** Runs the call that the command line names, of these. */
export async function answer(calls) {
  const [name, text = '{}'] = process.argv.slice(2);
  const call = calls[name];
  if (!call) throw new Error(`There is no call '${name}'; there is: ${Object.keys(calls).join(', ')}`);
  console.log(JSON.stringify(await outcome(call, JSON.parse(text))));
}

async function outcome(call, given) {
  try {
    return { value: (await call(given)) ?? null };
  } catch (failure) {
    const { name, status, statusCode, code, message } = failure;
    return { error: { name: failure.constructor?.name ?? name, status: status ?? statusCode ?? null, code: code ?? null, message } };
  }
}
