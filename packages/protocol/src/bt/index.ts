export { type BtDecodeOptions, btDecode } from "./decode.ts";
export { btEncode } from "./encode.ts";
export {
  asBtBytes,
  asBtDict,
  asBtInteger,
  asBtList,
  btBytes,
  btDict,
  btInteger,
  btList,
  btNumber,
  btOptionalBytes,
  btOptionalNumber,
  btOptionalText,
  btText,
} from "./read.ts";
export { type BtScalar, btSet, compareBtScalars } from "./set.ts";
export { BT_INT_MAX, BT_INT_MIN, type BtDict, type BtValue, isBtList } from "./value.ts";
