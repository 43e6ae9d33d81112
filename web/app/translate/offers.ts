/** A translator as `/api/system/info` describes it. */
export interface TranslatorInfo {
  readonly name: string;
  /** It knows a list of phrases and no language. */
  readonly scripted: boolean;
  /** BCP-47; empty: any. */
  readonly pairs: readonly { readonly from: string; readonly to: string }[];
}

export interface Offer {
  /** BCP-47 languages that what is spoken can be translated to. */
  readonly targets: readonly string[];
  /** Must be named to be used, since it is no real one. */
  readonly scripted: string | undefined;
}

/** What is offered of a translator that takes any language. */
const common = ['en', 'zh-TW', 'zh-CN', 'ja', 'ko', 'es', 'fr', 'de', 'it', 'pt', 'nl', 'pl', 'uk', 'ru', 'tr', 'ar', 'hi', 'id', 'th', 'vi'];

/** Into which languages the server translates what is spoken; the scripted translator only where there is no other. */
export function offersFor(translators: readonly TranslatorInfo[], spoken: string): Offer {
  const real = targetsOf(translators.filter(({ scripted }) => !scripted), spoken);
  if (real.length > 0) return { targets: real, scripted: undefined };
  const scripted = translators.find((one) => one.scripted);
  return scripted === undefined ? { targets: [], scripted: undefined } : { targets: targetsOf([scripted], spoken), scripted: scripted.name };
}

function targetsOf(translators: readonly TranslatorInfo[], spoken: string): readonly string[] {
  const from = (tag: string): boolean => spoken === 'auto' || primary(tag) === primary(spoken);
  const all = translators.flatMap(({ pairs }) => (pairs.length === 0 ? common : pairs.filter((pair) => from(pair.from)).map(({ to }) => to)));
  return [...new Set(all)].filter((tag) => tag.toLowerCase() !== spoken.toLowerCase());
}

function primary(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? tag;
}

/** Those of the wanted languages that are offered; where none is, the reader's own, or the first there is. */
export function chooseTargets(wanted: readonly string[] | undefined, offered: readonly string[], reader: string): readonly string[] {
  if (wanted !== undefined) return wanted.filter((tag) => offered.includes(tag));
  const first = offered.find((tag) => tag === reader) ?? offered[0];
  return first === undefined ? [] : [first];
}
