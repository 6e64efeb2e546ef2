import { useEffect, useRef, useState } from "react";

/**
 * The open row, ahead of the address. A key press must show at once and the next one must start from it, but the
 * router writes the address in its own time; so the row is kept here and the address follows. Changes of the address
 * that did not come from here, such as the back button, win.
 */
export function useCursor(
  address: string | undefined,
): [string | undefined, (id: string | undefined) => void] {
  const [cursor, setCursor] = useState(address);
  const underway = useRef<(string | undefined)[]>([]);
  useEffect(() => {
    const arrived = underway.current.lastIndexOf(address);
    underway.current = arrived < 0 ? [] : underway.current.slice(arrived + 1);
    if (arrived < 0) setCursor(address);
  }, [address]);
  const move = (id: string | undefined) => {
    if (id !== cursor) underway.current.push(id);
    setCursor(id);
  };
  return [cursor, move];
}
