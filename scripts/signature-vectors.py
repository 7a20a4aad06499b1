"""
Asks the vendor's own signers for signatures, and writes them to src/server/api/auth/signer-vectors.json.

    pip install huaweicloudsdkcore            (Python; it runs this script)
    npm install @huaweicloud/huaweicloud-sdk-core   (in a folder of its own)
    mvn dependency:copy-dependencies of a pom with com.huaweicloud.sdk:huaweicloud-sdk-core (a folder of jars; Java 17)
    compat/go-sdk (its go.mod names the SDK; Go)
    python3 scripts/signature-vectors.py [--python] [--node FOLDER] [--java FOLDER] [--go]

A client that is not asked keeps the requests that it has.

Then format the file: node_modules/.bin/biome format --write src/server/api/auth/signer-vectors.json

Each record is a request as it goes over the wire: percent-encoded path and query, headers in lower case, one character a byte.
"""

import argparse
import base64
import importlib.metadata
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import types
from urllib.parse import quote

from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import DerivationAKSKSigner, Signer, SM3Signer

ACCESS_KEY = "CAUSEWAYTESTKEY00001"
SECRET_KEY = "causewayTestSecretKey00000000000000000001"
HOST = "127.0.0.1:18600"
PROJECT = "48cc2c48765f481480c7db940d6409d1"

# Segments as they are meant; each signer's client encodes them.
PATHS = [
    ["v1.0", PROJECT, "queues"],
    ["v1.0", PROJECT, "queues", ""],
    ["v1.0", PROJECT, "databases", "größe"],
    ["v1.0", PROJECT, "databases", "数据库"],
    ["v1.0", PROJECT, "databases", "\U0001f600"],
    ["v1.0", PROJECT, "variables", "with space"],
    ["v1.0", PROJECT, "variables", "a+b&c=d"],
    ["v1.0", PROJECT, "variables", "~tilde-under_dot.star*"],
    ["v1.0", PROJECT, "variables", "!'()"],
    ["v1.0", PROJECT, "variables", "a;b,c:d@e$f"],
    ["v1.0", PROJECT, "variables", "100%"],
    ["v1.0", PROJECT, "variables", "%41"],
    ["v1.0", PROJECT, "variables", "%2F"],
    ["v1.0", PROJECT, "variables", "a/b"],
    ["v1.0", PROJECT, "variables", "?#[]"],
]
# Keys in the order in which they stand on the wire; a key may come again.
QUERIES = [
    [],
    [("limit", "100"), ("offset", "0")],
    [("b", "2"), ("a", "1"), ("B", "3")],
    [("name", "")],
    [("job_types", "QUERY"), ("job_types", "DDL"), ("job_types", "INSERT")],
    [("tags", "k1=v1,k2=v 2"), ("name", "größe/+&=~*")],
    [("k", "%2F"), ("k%", "100%"), ("数", "据")],
    [("empty", ""), ("empty", ""), ("a-b", "x"), ("a_b", "y"), ("a", "z")],
]
JSON_TYPE = "application/json"
BODIES = [
    (JSON_TYPE, b""),
    (JSON_TYPE, b"{}"),
    (JSON_TYPE, b'{"sql":"SELECT 1","conf":["a=b"]}'),
    (JSON_TYPE, '{"sql":"SELECT \'größe 数据 😀\'"}'.encode()),
    (JSON_TYPE, json.dumps({"hosts": [{"name": f"h{i}", "ip": "192.168.0.1"} for i in range(40)]}).encode()),
    ("application/json;charset=utf8", b'{"a":"\\u00fc","n":1.50}'),
]
# Of the clients that sign bytes as they are.
BINARY = [
    ("application/octet-stream", bytes(range(256))),
    ("application/octet-stream", b""),
    ("text/plain", b"\xff\xfe\x00"),
    (JSON_TYPE, b'{"broken": "\xff"'),
]


# Of the form whose key is derived for a day, a region and a service.
REGION = "local-1"
SERVICE = "dli"


def marked():
    """All cases, and some of them once more for the derived form: only the key differs, and what is hashed behind the canonical request."""
    all_cases = list(cases())
    return [(False, case) for case in all_cases] + [(True, case) for at, case in enumerate(all_cases) if at % 4 == 0]


def cases():
    for at, path in enumerate(PATHS):
        for query in QUERIES:
            yield ("GET", "DELETE")[at % 2], path, query, JSON_TYPE, b""
    for at, (kind, body) in enumerate(BODIES):
        for method in ("POST", "PUT", "DELETE"):
            yield method, PATHS[at % 5], QUERIES[at % 3], kind, body


def python_vectors():
    credentials = types.SimpleNamespace(ak=ACCESS_KEY, sk=SECRET_KEY)
    signer, derived_signer, sm3_signer = Signer(credentials), DerivationAKSKSigner(credentials), SM3Signer(credentials)
    extra = [(m, PATHS[0], [], kind, body) for kind, body in BINARY for m in ("POST", "PUT")]
    by_sm3 = [*list(cases())[::3], *extra]
    asked = [*marked(), *((False, one) for one in extra), *((None, one) for one in by_sm3)]
    for is_derived, (method, path, query, kind, body) in asked:
        request = SdkRequest(
            method=method,
            host=HOST,
            resource_path=on_wire(path, []),
            query_params=list(query),
            header_params={"Content-Type": kind, "User-Agent": "huaweicloud-usdk-python/3.0; größe", "X-Project-Id": PROJECT},
            body=body,
        )
        if is_derived:
            signed = derived_signer.sign(request, SERVICE, REGION)
        else:
            signed = (sm3_signer if is_derived is None else signer).sign(request)
        yield record(method, on_wire(path, query), signed.header_params, body)


def on_wire(path, query):
    target = "/" + "/".join(quote(segment, safe="~") for segment in path)
    pairs = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in query)
    return f"{target}?{pairs}" if pairs else target


def record(method, target, headers, body):
    lower = {name.lower(): value for name, value in headers.items()}
    return {"method": method, "target": target, "headers": lower, "bodyBase64": base64.b64encode(body).decode()}


NODE = """
const { AKSKSigner } = require('@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner')
const { DerivedAKSKSigner } = require('@huaweicloud/huaweicloud-sdk-core/auth/DerivedAKSKSigner')
const [, accessKey, secretKey, region, service] = process.argv
const credential = { getAk: () => accessKey, getSk: () => secretKey, getRegionId: () => region, getDerivedAuthServiceName: () => service }
const cases = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
const signed = cases.map(({ method, target, host, project, kind, query, data, derived }) => {
  const headers = { 'content-type': kind, 'x-project-id': project }
  const queryParams = {}
  for (const [name, value] of query) queryParams[name] = name in queryParams ? [queryParams[name], value].flat() : value
  const request = { method, endpoint: `http://${host}${target}`, headers, queryParams, data }
  return { headers: (derived ? DerivedAKSKSigner : AKSKSigner).sign(request, credential), body: data === undefined ? '' : JSON.stringify(data) }
})
process.stdout.write(JSON.stringify({ version: require('@huaweicloud/huaweicloud-sdk-core/package.json').version, signed }))
"""


def node_vectors(folder):
    asked = []
    for is_derived, (method, path, query, kind, body) in marked():
        data = json.loads(body) if body else None
        asked.append((method, path, query, kind, data, is_derived))
    told = [
        {"method": m, "target": on_wire(p, []), "host": HOST, "project": PROJECT, "kind": k, "query": q, "derived": v, **({} if d is None else {"data": d})}
        for m, p, q, k, d, v in asked
    ]
    answer = json.loads(subprocess.run(
        ["node", "-e", NODE, ACCESS_KEY, SECRET_KEY, REGION, SERVICE], cwd=folder, input=json.dumps(told), capture_output=True, text=True, check=True).stdout)
    records = [
        record(m, on_wire(p, q), made["headers"], made["body"].encode())
        for (m, p, q, _, _, _), made in zip(asked, answer["signed"])
    ]
    return answer["version"], records


JAVA = """
import com.huaweicloud.sdk.core.auth.*;
import com.huaweicloud.sdk.core.http.*;
import com.fasterxml.jackson.databind.*;
import java.util.*;

public class Vectors {
  public static void main(String[] args) throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<Object> signed = new ArrayList<>();
    BasicCredentials credential = new BasicCredentials().withAk(args[0]).withSk(args[1]).withProjectId(args[2]);
    credential.processDerivedAuthParams(args[4], args[3]);
    for (JsonNode one : json.readTree(System.in)) {
      HttpRequest.HttpRequestBuilder builder = HttpRequest.newBuilder().withMethod(HttpMethod.valueOf(one.get("method").asText()))
        .withEndpoint("http://" + one.get("host").asText()).withPath(one.get("path").asText()).withContentType(one.get("kind").asText());
      for (JsonNode pair : one.get("query")) builder.addQueryParam(pair.get(0).asText(), List.of(pair.get(1).asText()));
      if (one.has("body")) builder.withBodyAsString(one.get("body").asText());
      HttpRequest request = builder.build();
      Map<String, String> headers = new TreeMap<>(one.get("derived").asBoolean()
        ? DerivedAKSKSigner.getInstance().sign(request, credential) : AKSKSigner.getInstance().sign(request, credential));
      headers.putIfAbsent("Content-Type", one.get("kind").asText());
      signed.add(headers);
    }
    System.out.println(json.writeValueAsString(signed));
  }
}
"""


def java_vectors(folder):
    # The builder replaces a key that comes again, so each comes once. A key that has to be encoded it signs otherwise than it sends it: no call has one.
    asked = [(v, m, p, q, k, b) for v, (m, p, q, k, b) in marked() if len({name for name, _ in q}) == len(q) and all(quote(n) == n for n, _ in q)]
    told = [
        {"method": m, "path": on_wire(p, []), "host": HOST, "kind": k, "query": q, "derived": v, **({"body": b.decode()} if b else {})}
        for v, m, p, q, k, b in asked
    ]
    with tempfile.TemporaryDirectory() as made:
        source = pathlib.Path(made, "Vectors.java")
        source.write_text(JAVA)
        jars = pathlib.Path(folder).resolve()
        command = ["java", "-cp", f"{jars}/*", str(source), ACCESS_KEY, SECRET_KEY, PROJECT, REGION, SERVICE]
        answer = json.loads(subprocess.run(command, input=json.dumps(told), capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    version = next(jars.glob("huaweicloud-sdk-core-*.jar")).stem.removeprefix("huaweicloud-sdk-core-")
    return version, [record(m, on_wire(p, q), headers, b) for (_, m, p, q, _, b), headers in zip(asked, answer)]


GO = """
package main

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"strings"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/signer"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/request"
	"reflect"
)

type Asked struct {
	Method, Path, Host, Kind, Project, Body string
	Query map[string][]string
	Derived bool
}

func main() {
	var all []Asked
	if err := json.NewDecoder(os.Stdin).Decode(&all); err != nil {
		panic(err)
	}
	signed := []map[string]any{}
	for _, one := range all {
		builder := request.NewHttpRequestBuilder().WithEndpoint("http://" + one.Host).WithMethod(one.Method).WithPath(one.Path).
			AddHeaderParam("Content-Type", one.Kind).AddHeaderParam("X-Project-Id", one.Project).AddHeaderParam("User-Agent", "huaweicloud-usdk-go/3.0")
		for name, values := range one.Query {
			if len(values) == 1 {
				builder.AddQueryParam(name, reflect.ValueOf(values[0]))
			} else {
				builder.AddQueryParam(name, reflect.ValueOf(values))
			}
		}
		if one.Body != "" {
			builder.WithBody("", one.Body)
		}
		made := builder.Build()
		sign := func() (map[string]string, error) {
			if one.Derived {
				return signer.SignDerived(made, os.Args[1], os.Args[2], os.Args[4], os.Args[3])
			}
			return signer.Sign(made, os.Args[1], os.Args[2])
		}
		added, err := sign()
		if err != nil {
			panic(err)
		}
		for name, value := range added {
			made.AddHeaderParam(name, value)
		}
		// What it is sent as: Go writes a path in its own way.
		sent, err := made.ConvertRequest()
		if err != nil {
			panic(err)
		}
		body, err := io.ReadAll(sent.Body)
		if err != nil {
			panic(err)
		}
		headers := map[string]string{"host": sent.URL.Host}
		for name, values := range sent.Header {
			headers[strings.ToLower(name)] = values[0]
		}
		signed = append(signed, map[string]any{"method": sent.Method, "target": sent.URL.RequestURI(), "headers": headers, "bodyBase64": base64.StdEncoding.EncodeToString(body)})
	}
	if err := json.NewEncoder(os.Stdout).Encode(signed); err != nil {
		panic(err)
	}
}
"""


def go_vectors():
    # A path is handed over as it is meant: a slash within a segment is one between two, as with any of its calls.
    asked = [
        {"Method": m, "Path": "/" + "/".join(p), "Host": HOST, "Kind": k, "Project": PROJECT, "Body": b.decode(), "Query": lists(q), "Derived": v}
        for v, (m, p, q, k, b) in marked()
    ]
    with tempfile.TemporaryDirectory() as made:
        for name in ("go.mod", "go.sum"):
            shutil.copy(pathlib.Path(__file__).parent.parent / "compat/go-sdk" / name, made)
        pathlib.Path(made, "main.go").write_text(GO)
        command = ["go", "run", ".", ACCESS_KEY, SECRET_KEY, REGION, SERVICE]
        answer = subprocess.run(command, cwd=made, input=json.dumps(asked), capture_output=True, text=True, check=True).stdout
        version = re.search(r"huaweicloud-sdk-go-v3 v(\S+)", pathlib.Path(made, "go.mod").read_text())[1]
    return version, json.loads(answer)


def lists(query):
    found = {}
    for name, value in query:
        found.setdefault(name, []).append(value)
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--node")
    parser.add_argument("--java")
    parser.add_argument("--go", action="store_true")
    parser.add_argument("--python", action="store_true")
    given = parser.parse_args()
    out = pathlib.Path(__file__).parent.parent / "src/server/api/auth/signer-vectors.json"
    clients = []
    if given.python:
        clients.append({"client": f"PyPI huaweicloudsdkcore {importlib.metadata.version('huaweicloudsdkcore')}", "requests": list(python_vectors())})
    if given.node:
        version, requests = node_vectors(given.node)
        clients.append({"client": f"npm @huaweicloud/huaweicloud-sdk-core {version}", "requests": requests})
    if given.java:
        version, requests = java_vectors(given.java)
        clients.append({"client": f"Maven huaweicloud-sdk-core {version}", "requests": requests})
    if given.go:
        version, requests = go_vectors()
        clients.append({"client": f"Go huaweicloud-sdk-go-v3 {version}", "requests": requests})
    asked = {client["client"].rsplit(" ", 1)[0] for client in clients}
    kept = [{"client": name, "requests": requests} for name, requests in json.loads(out.read_text())["clients"].items()]
    clients = [client for client in kept if client["client"].rsplit(" ", 1)[0] not in asked] + clients
    about = "Requests as the vendor's own signers sign them: made by scripts/signature-vectors.py. The key is made up."
    lines = ",\n".join(
        json.dumps(c["client"]) + ": [\n" + ",\n".join(json.dumps(r, ensure_ascii=True) for r in c["requests"]) + "\n]" for c in clients)
    head = f'"about": {json.dumps(about)},\n"accessKey": "{ACCESS_KEY}",\n"secretKey": "{SECRET_KEY}"'
    out.write_text("{\n" + head + ',\n"clients": {\n' + lines + "\n}\n}\n")
    for client in clients:
        print(client["client"], len(client["requests"]))


main()
