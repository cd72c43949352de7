export interface NotFoundWords {
  readonly title: string;
  /** What was tried. */
  readonly text: string;
}

const PATH_MAX = 200;

/** Says what an address that leads nowhere asked for. */
export function notFoundWords(path: string): NotFoundWords {
  const clean = path.slice(0, PATH_MAX);
  const [, place, name] = clean.split("/").map(decodePart);
  if (name === undefined || name === "")
    return { title: "No such page", text: `There is no page at ${clean}.` };
  switch (place) {
    case "nodes":
      return /^\d+$/.test(name)
        ? {
            title: `No node ${name}`,
            text: `Looked for a node with the ID ${name}. None was ever registered.`,
          }
        : /^[0-9a-f]{64}$/i.test(name)
          ? {
              title: "No node with this key",
              text: `Looked for a node with the Ed25519 key ${name}. None is or was registered with it.`,
            }
          : {
              title: "Not the name of a node",
              text: `“${name}” is neither a node's ID nor a whole Ed25519 key of 64 hex digits.`,
            };
    case "blocks":
      return /^\d+$|^[0-9a-f]{64}$/i.test(name)
        ? {
            title: `No block ${name}`,
            text: `Looked for block ${name}. The chain does not have it, or not yet.`,
          }
        : {
            title: "Not the name of a block",
            text: `“${name}” is neither a block number nor a block hash of 64 hex digits.`,
          };
    case "wallets":
      return {
        title: "Not a wallet address",
        text: `“${name}” is not an address: 0x and 40 hex digits.`,
      };
    default:
      return { title: "No such page", text: `There is no page at ${clean}.` };
  }
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a broken escape is shown as it came
  }
}
