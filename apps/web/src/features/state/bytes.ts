/** "12.4 kB": sizes of files as people say them, in powers of a thousand. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'] as const;
  let size = bytes / 1000;
  for (const unit of units) {
    if (size < 1000 || unit === 'GB') return `${size < 100 ? size.toFixed(1) : Math.round(size)} ${unit}`;
    size /= 1000;
  }
  return `${bytes} B`;
}
