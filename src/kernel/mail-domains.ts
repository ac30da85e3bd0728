/** Everybody's domains: an address there says nothing about a company. */
const PUBLIC_DOMAINS = new Set(
  'gmail.com googlemail.com outlook.com outlook.de hotmail.com hotmail.co.uk hotmail.fr hotmail.de live.com msn.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de ymail.com icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de posteo.de mailbox.org proton.me protonmail.com pm.me tutanota.com fastmail.com mail.com zoho.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it btinternet.com bluewin.ch telenet.be ziggo.nl kpnmail.nl wp.pl onet.pl o2.pl interia.pl seznam.cz telia.com uol.com.br rediffmail.com yandex.ru mail.ru qq.com 163.com naver.com'.split(
    ' ',
  ),
);

export const isPublicDomain = (domain: string): boolean => PUBLIC_DOMAINS.has(domain.trim().toLowerCase());
