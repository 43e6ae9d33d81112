/** The pages, in the order of the navigation. */
export const navigated = ['captions', 'translate', 'talk', 'voices', 'history', 'settings'] as const;

/** All pages; those beyond the navigation are come to by links. */
export const pages = [...navigated, 'watch'] as const;

export type PageName = (typeof pages)[number];

/** Where somebody is: the part of the address after `#`. */
export interface Route {
  readonly page: PageName;
  /** What of the page is shown: an id; `undefined` for the page itself. */
  readonly item: string | undefined;
}

const home: Route = { page: 'captions', item: undefined };

/** What an address means; one that means nothing leads to the captions. */
export function parseRoute(hash: string): Route {
  const match = /^#\/([a-z]+)(?:\/([^/]+))?\/?$/.exec(hash);
  const page = pages.find((name) => name === match?.[1]);
  if (page === undefined) return home;
  return { page, item: decode(match?.[2]) };
}

export function formatRoute({ page, item }: { readonly page: PageName; readonly item?: string | undefined }): string {
  return item === undefined ? `#/${page}` : `#/${page}/${encodeURIComponent(item)}`;
}

function decode(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
