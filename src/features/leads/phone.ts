import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** E.164 of a number as people type it, read with the country's habits where no country code is given; undefined when it is none. */
export function phoneNumber(raw: string, country: string | undefined): string | undefined {
  const home: CountryCode | undefined = country && isSupportedCountry(country) ? country : undefined;
  const typed = raw.trim().replace(/^00\s*(?=[1-9])/, '+');
  // A leading letter is a label ("Tel.", "M:"); letters inside a number are words.
  const parsed = parsePhoneNumberFromString(typed.replace(/^[\p{L}.:\s]{1,12}(?=[+(\d])/u, ''), home);
  if (!parsed?.isPossible()) return undefined;
  return parsed.ext ? `${parsed.number} ext. ${parsed.ext}` : parsed.number;
}
