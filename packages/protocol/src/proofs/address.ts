const OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

/** Four decimal numbers without leading zeros. */
export function isIpv4(text: string): boolean {
  return IPV4.test(text);
}

/** First address and prefix length of every IPv4 block that is not globally routable (IANA special-purpose registry). */
const NOT_PUBLIC: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** @param ip a dotted IPv4 address whose form was already checked */
export function isPublicIpv4(ip: string): boolean {
  const address = ipv4Number(ip);
  return !NOT_PUBLIC.some(([first, bits]) => {
    const shift = 32 - bits;
    return address >>> shift === ipv4Number(first) >>> shift;
  });
}

function ipv4Number(ip: string): number {
  let value = 0;
  for (const octet of ip.split(".")) value = value * 256 + Number(octet);
  return value;
}
