const CHUNK = 0x8000;

/** The content of a file, as base64. */
export async function toBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

const UNITS = ['bytes', 'kB', 'MB', 'GB'];

/** "2.4 kB". */
export function sizeLabel(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const shown = bytes / 1000 ** power;
  return `${power === 0 || shown >= 100 ? Math.round(shown) : shown.toFixed(1)} ${UNITS[power]}`;
}

/** One of the files that the workspace offers, as if it had been chosen from a disk. */
export async function sampleFile(sample: { name: string; url: string }): Promise<File | undefined> {
  const answer = await fetch(sample.url);
  if (!answer.ok) return undefined;
  const content = await answer.blob();
  return new File([content], sample.name, { type: content.type || 'text/csv' });
}
