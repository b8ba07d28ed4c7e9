'use client';

import { useEffect, useRef, useState } from 'react';
import { SearchInput } from './controls.tsx';

/** Long enough to finish a word, short enough to feel immediate. */
const settleMilliseconds = 250;

type SearchFieldProps = {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
};

/** Types at once and tells after a pause; follows when the value changes from elsewhere (back button, "clear"). */
export function SearchField({ label, placeholder, value, onChange, className }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function type(text: string) {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      told.current = text;
      onChange(text);
    }, settleMilliseconds);
  }

  return (
    <SearchInput
      name="search"
      aria-label={label}
      placeholder={placeholder}
      maxLength={200}
      value={typed}
      onChange={(event) => type(event.target.value)}
      {...(className ? { className } : {})}
    />
  );
}
