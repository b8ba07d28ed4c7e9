/** 64 KiB: a reader that starts in the middle of a piece loads at most this much in vain. */
export const pieceBytesMax = 65_536;

/** A piece of a text with where it begins and ends, in bytes of UTF-8. */
export type Piece = { begin: number; end: number; text: string };

/** Splits a text into pieces of at most `pieceBytesMax` bytes, between characters. */
export function splitIntoPieces(text: string): Piece[] {
  const bytes = Buffer.from(text, 'utf8');
  const pieces: Piece[] = [];
  for (let begin = 0; begin < bytes.length; ) {
    const end = characterBoundary(bytes, Math.min(begin + pieceBytesMax, bytes.length), 'back');
    pieces.push({ begin, end, text: bytes.toString('utf8', begin, end) });
    begin = end;
  }
  return pieces;
}

/**
 * The part of a piece that lies within `from` and `to`. Where these cut a character, it is left to the part before, but
 * never so that nothing remains: one character is always given.
 */
export function cutPiece(piece: Piece, from: number, to: number): Piece | undefined {
  const bytes = Buffer.from(piece.text, 'utf8');
  const begin = characterBoundary(bytes, Math.max(0, from - piece.begin), 'on');
  let end = characterBoundary(bytes, Math.min(bytes.length, to - piece.begin), 'back');
  if (end <= begin) end = characterBoundary(bytes, begin + 1, 'on');
  if (begin >= bytes.length) return undefined;
  return { begin: piece.begin + begin, end: piece.begin + end, text: bytes.toString('utf8', begin, end) };
}

/** Continuation bytes of UTF-8 are 10xxxxxx; everything else begins a character. */
function characterBoundary(bytes: Buffer, offset: number, direction: 'back' | 'on'): number {
  let at = offset;
  while (at > 0 && at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += direction === 'on' ? 1 : -1;
  return Math.min(at, bytes.length);
}
