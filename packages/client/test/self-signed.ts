/** A self-signed certificate and its key, public and good for nothing but these tests: nodes have such certificates. */
export const selfSigned: { readonly key: string; readonly cert: string } = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJjcp5qZBZbkmnZaa
eEKqzBJ71Ge090qG6xoTPE2HlrGhRANCAAT1FzHBaxu7c0LawC5YCfA1s5YxEKG6
LWiNy/lb4fLHSPRQCVv3FaxJoVsKvgPSAgCMotSCunYo+61CZ5VWAhta
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBfjCCASWgAwIBAgIUIwFjpXlofSm9BcASHyu25zTjHn0wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJdGVzdCBvbmx5MCAXDTI2MTEyNTA1MDI1MFoYDzIxMjYxMTAx
MDUwMjUwWjAUMRIwEAYDVQQDDAl0ZXN0IG9ubHkwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAT1FzHBaxu7c0LawC5YCfA1s5YxEKG6LWiNy/lb4fLHSPRQCVv3FaxJ
oVsKvgPSAgCMotSCunYo+61CZ5VWAhtao1MwUTAdBgNVHQ4EFgQUo6a89ECWLR2T
qse5lJmUGibnOKYwHwYDVR0jBBgwFoAUo6a89ECWLR2Tqse5lJmUGibnOKYwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAINQfiVpWLIbkp6W54WeDz
+QredYhoR9czwSIBhl2E5AIgKQ9yKDnK2ob+qplVQmTIcsvnRPd7a2qeOjGi1T9Y
w84=
-----END CERTIFICATE-----`,
};
