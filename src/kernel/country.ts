const english = new Intl.DisplayNames(['en'], { type: 'region' });
const WITH_ARTICLE = new Set(['AE', 'BS', 'CD', 'CF', 'DO', 'GB', 'GM', 'MV', 'NL', 'PH', 'US']);

/** The English name of a country by its ISO 3166 alpha-2 code; '' for anything else. */
export function countryName(code: string | undefined): string {
  if (!/^[A-Za-z]{2}$/.test(code ?? '')) return '';
  try {
    return english.of((code ?? '').toUpperCase()) ?? '';
  } catch {
    return '';
  }
}

/** The same within a sentence: "the United States", "Germany". */
export function countryInWords(code: string): string {
  const name = countryName(code) || code;
  return WITH_ARTICLE.has(code.toUpperCase()) ? `the ${name}` : name;
}
