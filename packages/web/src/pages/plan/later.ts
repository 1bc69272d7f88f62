import { useEffect, useState } from 'react';

/**
 * A value as it is once it has rested: what is asked of the server with it is not asked at every move.
 *
 * @param rest milliseconds
 */
export function useRested<T extends string | number | null>(value: T, rest = 250): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), rest);
    return () => clearTimeout(timer);
  }, [value, rest]);
  return rested;
}
