/** One signature that verifiers judge differently, or that careless ones accept. */
export interface Ed25519EdgeCase {
  readonly name: string;
  /**
   * `everyone`: the network (libsodium's rule) and the chain's replayers. `replayers`: only the rule for registration
   * signatures, which multiplies by the cofactor. `nobody`: both refuse it.
   */
  readonly acceptedBy: "everyone" | "replayers" | "nobody";
  readonly publicKeyHex: string;
  readonly messageHex: string;
  readonly signatureHex: string;
}

/**
 * Signatures at the edges of Ed25519, made from one known secret a with the group's arithmetic, so that each fulfils
 * the equation under the laxest reading (ZIP-215) unless its name says what is wrong. What the network accepts is what
 * libsodium 1.0.22 answered; what replayers accept is what @noble/curves 2.4.0 answered with `zip215: false`.
 */
export const ED25519_EDGE_CASES: readonly Ed25519EdgeCase[] = [
  {
    name: "an ordinary signature",
    acceptedBy: "everyone",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc2b813e30b9f28d7f6b175eb456f1cd3e5d130c01f28c5e21e1e4ea126125fb00",
  },
  {
    name: "a key with a part of order 2",
    acceptedBy: "replayers",
    publicKeyHex: "0c1770031fc5fb16ad5171845f94584da9391ed8e269591fbf970bd0fee740ae",
    messageHex: "03",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc6712eefc2843d67e28ba33bcb6650e2e3d06f9b45086280fd0a104270ecece02",
  },
  {
    name: "a key with a part of order 4",
    acceptedBy: "replayers",
    publicKeyHex: "5a84e3f82162fa8c21a69ce25a70a41e5b85c9654df53a0426a0bb8221caf248",
    messageHex: "00",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfcfab4dbb9dc6129780a8f3e5b241bb1a907614ec0d052edf282b69641e272060e",
  },
  {
    name: "a key with a part of order 8",
    acceptedBy: "replayers",
    publicKeyHex: "29ee2d428adae92b99b74539b52ef9861aa51de8b78eb3c12fe1e73f5ed53f7d",
    messageHex: "00",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfcd54763812fc3218a8fcf9eae7b08a23fe4fedfa3c7834e7dc7b9cbce2ff9a806",
  },
  {
    name: "an R with a part of order 2",
    acceptedBy: "replayers",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "f1eaad1e60dc6793c25ddb9340a3c66993edaf518715327746301bb82fe8720318383122631ae9112f150216801423fd1f6a04ada660f746cc5c2f6b4690310c",
  },
  {
    name: "an R with a part of order 4",
    acceptedBy: "replayers",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "3d1c34bda16832493aa7a5eeecc6354b8f8d804cce82a09523f92a1a9510d42da235b2ac657cf26fd656a78b426797797b9a5b0492db2f161b9c3900ad98930c",
  },
  {
    name: "an R with a part of order 8",
    acceptedBy: "replayers",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "dd3945695d454acffe25794162d5e0cb136d9373187a989f3262adf6ffed27b576a794a470d9c29ce118c583d4c3961ef3f2a958a2bcc9adaa00ab334a83a001",
  },
  {
    name: "a key with a part of order 8 that its factor k makes vanish",
    acceptedBy: "everyone",
    publicKeyHex: "29ee2d428adae92b99b74539b52ef9861aa51de8b78eb3c12fe1e73f5ed53f7d",
    messageHex: "16",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfcd1046d575e3a5ac4a5c0aa71293b9ec27ebf40afe1aa860d94da74f22dd8a907",
  },
  {
    name: "parts of order 8 in key and R that cancel out",
    acceptedBy: "everyone",
    publicKeyHex: "29ee2d428adae92b99b74539b52ef9861aa51de8b78eb3c12fe1e73f5ed53f7d",
    messageHex: "07",
    signatureHex:
      "770757ed9b22e57cee3fcd724c60c2d41b08642f46e858ab2e90d7a02d3339a40836f546128e671eccd8c4597aff0c531888a27d77f003f5d93370bff7faa908",
  },
  {
    name: "parts of order 8 in key and R that do not cancel out",
    acceptedBy: "replayers",
    publicKeyHex: "29ee2d428adae92b99b74539b52ef9861aa51de8b78eb3c12fe1e73f5ed53f7d",
    messageHex: "08",
    signatureHex:
      "770757ed9b22e57cee3fcd724c60c2d41b08642f46e858ab2e90d7a02d3339a4c7183ffb75bb1f2eb55dff9c21c50609f8a1269c2ad132c8291d9e877055b102",
  },
  {
    name: "R is the neutral element, S = k·a",
    acceptedBy: "replayers",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "01000000000000000000000000000000000000000000000000000000000000009cb96d95e4f88bfc9adf05990b4d5fc7352879ceea14dfa089447f7a3aa7f406",
  },
  {
    name: "R is a point of order 8, S = k·a",
    acceptedBy: "replayers",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05d3abdf8649e479ecb02ab3d165ea822d2d8c58b3d8a0c89408a3b6fad63aca0d",
  },
  {
    name: "R is a point of order 4, S = k·a",
    acceptedBy: "replayers",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "00000000000000000000000000000000000000000000000000000000000000007b091180011e967ff11540d1968e15b15c105727d1649e48e7327dd2b6442e06",
  },
  {
    name: "R is another point of order 8, S = k·a",
    acceptedBy: "replayers",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037ac80b6b07c93684dc295488255fc3c97fa39325cbda876a4125260b6ec33c7c0e",
  },
  {
    name: "R is the point of order 2, S = k·a",
    acceptedBy: "replayers",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7ff1a6d4de5c627095e19848f4ef52e8a9512b3c7b0600dfb13be331e45782d009",
  },
  {
    name: "R is a third point of order 8, S = k·a",
    acceptedBy: "replayers",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa19202dca9f32bfad2783d59075d34d6c42b6e4953855cc39cf1f007351675205",
  },
  {
    name: "R is the other point of order 4, S = k·a",
    acceptedBy: "replayers",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "00000000000000000000000000000000000000000000000000000000000000808f1e58281168396bc6d9cbd8389006ff4209d6a6e8de0e907050ea73d9913207",
  },
  {
    name: "R is the last point of order 8, S = k·a",
    acceptedBy: "replayers",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85efa0a53f81ce6896349e3cb174a19222bfc8421510f025797d0c8265402e1904",
  },
  {
    name: "R is not canonical: y = p, for 0",
    acceptedBy: "nobody",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f7e004bc5bdbc2f6282f867fbc5c72c268bcb6528072bfb5ad86763080c132e07",
  },
  {
    name: "R is not canonical: y = p, for 0, sign bit set",
    acceptedBy: "nobody",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff18a9e9d3419c8d3558795b3ec0d2fbf605dbf4c51644890e9e9403a8c42c3d01",
  },
  {
    name: "R is not canonical: y = p + 1, for 1",
    acceptedBy: "nobody",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f5e6e9ffc13f2d9c55d2f06a3a00a130a0f929f23ddbe4a9f440d0b030a908c0d",
  },
  {
    name: "R is not canonical: the neutral element with a sign bit",
    acceptedBy: "nobody",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "0100000000000000000000000000000000000000000000000000000000000080f115ace0a55c7d42752bbb5a527201f023f533dba067c9ae4f5a5d2d046a9400",
  },
  {
    name: "R is not canonical: the point of order 2 with a sign bit",
    acceptedBy: "nobody",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffab146b309e742b4f6437e23743f7284d7203a47ec748c31b3e3ec4aabb54ee03",
  },
  {
    name: "the key is the neutral element",
    acceptedBy: "nobody",
    publicKeyHex: "0100000000000000000000000000000000000000000000000000000000000000",
    messageHex: "04",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "the key is a point of order 8",
    acceptedBy: "nobody",
    publicKeyHex: "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    messageHex: "04",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "the key is a point of order 4",
    acceptedBy: "nobody",
    publicKeyHex: "0000000000000000000000000000000000000000000000000000000000000000",
    messageHex: "02",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "the key is another point of order 8",
    acceptedBy: "nobody",
    publicKeyHex: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    messageHex: "09",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "the key is the point of order 2",
    acceptedBy: "nobody",
    publicKeyHex: "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    messageHex: "1a",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "the key is a third point of order 8",
    acceptedBy: "nobody",
    publicKeyHex: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    messageHex: "09",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "the key is the other point of order 4",
    acceptedBy: "nobody",
    publicKeyHex: "0000000000000000000000000000000000000000000000000000000000000080",
    messageHex: "03",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "the key is the last point of order 8",
    acceptedBy: "nobody",
    publicKeyHex: "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    messageHex: "07",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "the key is not canonical: y = p, for 0",
    acceptedBy: "nobody",
    publicKeyHex: "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    messageHex: "03",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "the key is not canonical: y = p, for 0, sign bit set",
    acceptedBy: "nobody",
    publicKeyHex: "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    messageHex: "16",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "the key is not canonical: y = p + 1, for 1",
    acceptedBy: "nobody",
    publicKeyHex: "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    messageHex: "04",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "the key is not canonical: the neutral element with a sign bit",
    acceptedBy: "nobody",
    publicKeyHex: "0100000000000000000000000000000000000000000000000000000000000080",
    messageHex: "18",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "the key is not canonical: the point of order 2 with a sign bit",
    acceptedBy: "nobody",
    publicKeyHex: "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    messageHex: "09",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc027760cc59338a38005a1460faea2db5d10669f3c9bcbabf8f06addd2b44cb01",
  },
  {
    name: "S + L",
    acceptedBy: "nobody",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc1855348dd355a0d741b4555735ebac535d130c01f28c5e21e1e4ea126125fb10",
  },
  {
    name: "S + 8 L",
    acceptedBy: "nobody",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc9320ed178c0b21401efe1acc4bc0c5e55d130c01f28c5e21e1e4ea126125fb80",
  },
  {
    name: "S + 1",
    acceptedBy: "nobody",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc2c813e30b9f28d7f6b175eb456f1cd3e5d130c01f28c5e21e1e4ea126125fb00",
  },
  {
    name: "S of another message",
    acceptedBy: "nobody",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "01",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc2b813e30b9f28d7f6b175eb456f1cd3e5d130c01f28c5e21e1e4ea126125fb00",
  },
  {
    name: "the sign of R changed",
    acceptedBy: "nobody",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178d7c2b813e30b9f28d7f6b175eb456f1cd3e5d130c01f28c5e21e1e4ea126125fb00",
  },
  {
    name: "a key that is no point",
    acceptedBy: "nobody",
    publicKeyHex: "0202020202020202020202020202020202020202020202020202020202020202",
    messageHex: "00",
    signatureHex:
      "fc1452e19f23986c3da2246cbf5c39966c1250ae78eacd88b9cfe447d0178dfc2b813e30b9f28d7f6b175eb456f1cd3e5d130c01f28c5e21e1e4ea126125fb00",
  },
  {
    name: "an R that is no point",
    acceptedBy: "nobody",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "02020202020202020202020202020202020202020202020202020202020202022b813e30b9f28d7f6b175eb456f1cd3e5d130c01f28c5e21e1e4ea126125fb00",
  },
  {
    name: "all zero",
    acceptedBy: "nobody",
    publicKeyHex: "e1e88ffce03a04e952ae8e7ba06ba7b256c6e1271d96a6e04068f42f0118bf51",
    messageHex: "00",
    signatureHex:
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
  },
];
