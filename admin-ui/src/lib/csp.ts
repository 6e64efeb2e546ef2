/** The nonce that the server wrote into this page for style elements; undefined when there is none. */
export function cspNonce(): string | undefined {
  return document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.content || undefined;
}

/**
 * Gives the nonce to every style element made from here on. The kit takes it for its themes, but its dialogs add a
 * style of their own (scroll lock, width of the scroll bar) that asks for none and would be blocked.
 */
export function nonceStyles(nonce: string): void {
  const create = document.createElement.bind(document) as (
    name: string,
    options?: ElementCreationOptions,
  ) => HTMLElement;
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (name === "style") element.nonce = nonce;
    return element;
  }) as typeof document.createElement;
}
