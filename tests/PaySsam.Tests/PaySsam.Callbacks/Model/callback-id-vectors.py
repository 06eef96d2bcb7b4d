"""Computes callback-id-vectors.json, and the same in the names of API v2 in callback-id-vectors.v2.json, from the definition in CallbackId.cs, without its code.

Each vector states what the callback means (the texts of its known fields, the canonical JSON of its unknown ones); the id
follows from that alone. Run: python3 callback-id-vectors.py
"""
import hashlib
import json
import pathlib
import re
import struct

HERE = pathlib.Path(__file__).parent
SAMPLE = HERE.parents[3] / "samples" / "callback.json"


def callback_id(known, unknown):
    pairs = [(name, text) for name, text in known.items() if text not in (None, "") and name != "apikey"] + list(unknown)
    content = b"\x01"
    for pair in sorted((name.encode(), text.encode()) for name, text in pairs):
        for part in pair:
            content += struct.pack(">I", len(part)) + part
    return hashlib.sha256(content).hexdigest()


V = []
m = {"bill_id": "A1", "appr_state": "F"}


def add(what, body, known, unknown=()):
    V.append({"what": what, "body": body, "id": callback_id(known, unknown)})


add("the least there can be", '{"bill_id":"A1","appr_state":"F"}', m)
add("order and white space do not count", '{ "appr_state" : "F",\n "bill_id" : "A1" }', m)
add("null, empty and absent are equal", '{"bill_id":"A1","appr_state":"F","appr_num":"","appr_price":null}', m)
add("escapes are decoded, in names too", '{"bill\\u005fid":"\\u0041\\u0031","appr_state":"F"}', m)
add("Hangul, as it is and escaped", '{"bill_id":"\\uc0ac\\uc5c5\\uc790-1","appr_state":"F","appr_issuer":"신한카드"}', {"bill_id":"사업자-1","appr_state":"F","appr_issuer":"신한카드"})
add("a number is its text", '{"bill_id":"A1","appr_state":"F","appr_price":50000}', {**m,"appr_price":"50000"})
add("a number is not computed", '{"bill_id":"A1","appr_state":"F","appr_price":5e4}', {**m,"appr_price":"5e4"})
add("a boolean is its text", '{"bill_id":"A1","appr_state":"F","appr_cash_trader":true}', {**m,"appr_cash_trader":"true"})
add("nothing is trimmed", '{"bill_id":"A1","appr_state":"F","appr_num":" 1 "}', {**m,"appr_num":" 1 "})
add("nothing is normalised (decomposed Hangul)", '{"bill_id":"A1","appr_state":"F","appr_issuer":"\\u1112\\u1161\\u11ab"}', {**m,"appr_issuer":"\u1112\u1161\u11ab"})
add("of an optional field given twice the last counts", '{"bill_id":"A1","appr_state":"F","appr_num":"1","appr_num":"2"}', {**m,"appr_num":"2"})
add("an unknown field counts", '{"bill_id":"A1","appr_state":"F","member":"m"}', m, [('"member"','"m"')])
add("an unknown null counts", '{"bill_id":"A1","appr_state":"F","member":null}', m, [('"member"','null')])
add("unknown fields are ordered", '{"zeta":1,"bill_id":"A1","alpha":2,"appr_state":"F"}', m, [('"alpha"','2'),('"zeta"','1')])
add("an unknown object is minified, its keys ordered", '{"bill_id":"A1","appr_state":"F","extra":{ "b" : [1, 2.0, {"y":null,"x":"\\u0041"}], "a":true }}', m, [('"extra"','{"a":true,"b":[1,2.0,{"x":"\\u0041","y":null}]}')])
add("an optional field that is an object is an unknown field", '{"bill_id":"A1","appr_state":"F","appr_price":{"won":1}}', m, [('"appr_price"','{"won":1}')])
add("which is not the same as its text", '{"bill_id":"A1","appr_state":"F","appr_price":"{\\"won\\":1}"}', {**m,"appr_price":'{"won":1}'})
add("an unknown field that is no text stays as it came", '{"bill_id":"A1","appr_state":"F","\\ud800":"\\udfff"}', m, [('"\\ud800"','"\\udfff"')])
body = SAMPLE.read_text(encoding="utf-8")
add("the sample callback", re.sub(r'\n  "apikey": "[^"]*",', "", body), json.loads(body))



def v2_name(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def in_v2(body):
    """The body with each name of a field in v2; the escaped bill\\u005fid becomes bill\\u0049d."""
    return re.sub(r'"((?:appr_|bill_)\w+)"(?=\s*:)', lambda name: f'"{v2_name(name[1])}"', body).replace("bill\\u005fid", "bill\\u0049d")


def write(name, vectors):
    (HERE / name).write_text(json.dumps(vectors, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


write("callback-id-vectors.json", V)
V = [{**vector, "body": in_v2(vector["body"])} for vector in V]
add("names of both versions in one callback", '{"bill_id":"A1","apprState":"F"}', m)
add("both names with one value", '{"bill_id":"A1","billId":"A1","apprState":"F","appr_state":"F"}', m)
add("of an optional field under both names the last counts", '{"bill_id":"A1","appr_state":"F","apprNum":"1","appr_num":"2"}', {**m,"appr_num":"2"})
add("but none that is empty", '{"bill_id":"A1","appr_state":"F","apprNum":"1","appr_num":null}', {**m,"appr_num":"1"})
add("an envelope does not count", '{"data":{"billId":"A1","apprState":"F"}}', m)
add("a key that an envelope echoes does not count", '{"bill":{"apiKey":"","billId":"A1","apprState":"F"}}', m)
add("what stands around an envelope counts, as if beside its fields", '{"message":"ok","data":{"billId":"A1","apprState":"F","member":"m"},"code":"0000"}', m, [('"code"','"0000"'),('"member"','"m"'),('"message"','"ok"')])
add("and of one name first", '{"data":{"billId":"A1","apprState":"F","member":"b"},"member":"a"}', m, [('"member"','"a"'),('"member"','"b"')])
add("an object of that name beside the fields is an unknown field", '{"billId":"A1","apprState":"F","data":{"billId":"A2"}}', m, [('"data"','{"billId":"A2"}')])
write("callback-id-vectors.v2.json", V)
