import { formatRoute, type PageName, parseRoute, type Route } from './routes.js';

/** Follows the address, so that a reload, a bookmark and the browser's own buttons work. */
export class Router {
  #current = parseRoute(location.hash);
  #listener: (route: Route, before: Route | undefined) => void = () => undefined;

  get current(): Route {
    return this.#current;
  }

  /** Calls the listener now and whenever another page is gone to. */
  follow(listener: (route: Route, before: Route | undefined) => void): void {
    this.#listener = listener;
    addEventListener('hashchange', () => {
      const before = this.#current;
      this.#current = parseRoute(location.hash);
      listener(this.#current, before);
    });
    listener(this.#current, undefined);
  }

  go(page: PageName, item?: string): void {
    const hash = formatRoute({ page, item });
    if (location.hash === hash) this.#listener(this.#current, this.#current);
    else location.hash = hash;
  }
}
