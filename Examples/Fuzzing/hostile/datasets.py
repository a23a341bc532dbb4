"""Datasets: in a mock file for `asl run`, in a folder for `drive`."""

import gzip
import json
import os
import zlib

from .case import ANSWER, DRIVE, FAILURE, Case, run
from .engine import distributed, mocks, one, processor

READ = "States.ItemReaderFailed|States.DataLimitExceeded|States.Runtime|ExceedToleratedFailure"


def reading(config, resource="getObject", parameters=None, **fields):
    reader = {"Resource": f"arn:aws:states:::s3:{resource}", "ReaderConfig": config, "Parameters": parameters or {"Bucket": "b", "Key": "k"}}
    return one({**distributed(processor("P", {"Type": "Pass", "Result": 1}), ItemReader=reader, **fields), "ResultPath": None})


CSV = {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}


def in_mocks(name, config, text, objects=None, **more):
    return run(name, reading(config, **more), mocks=mocks({}, (), {"b": {"k": text, **(objects or {})}}), says=READ)


def in_folder(name, config, make, **expected):
    key = {"Bucket": "b", "Key": "k"}
    return Case(name, [DRIVE, "machine.asl.json", "--folder", "root"], {"machine.asl.json": reading(config, parameters=key), "root/b/k": make}, says=READ, **expected)


def packed(pieces):
    def make(path):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        with open(path, "wb") as file:
            for piece in pieces():
                file.write(packer.compress(piece))
            file.write(packer.flush())
    return make


def gibibyte_of(byte):
    return packed(lambda: (byte * (1 << 20) for _ in range(1_024)))


def members(count, content=b""):
    def make(path):
        one_member = gzip.compress(content, mtime=0)
        with open(path, "wb") as file:
            file.write(one_member * count)
    return make


def link(target):
    return lambda path: os.symlink(target, path)


def sparse(size):
    def make(path):
        with open(path, "wb") as file:
            file.truncate(size)
    return make


def cases():
    yield in_mocks("csv-100000-columns", CSV, ",".join(f"c{i}" for i in range(100_000)) + "\n" + "1\n" * 1_000)
    yield in_mocks("csv-100000-columns-alike", CSV, ",".join("c" for _ in range(100_000)) + "\n1\n")
    yield in_mocks("csv-100000-columns-full", CSV, ",".join(f"c{i}" for i in range(20_000)) + "\n" + (",".join("1" for _ in range(20_000)) + "\n") * 100)
    yield in_mocks("csv-rows-wider-than-header", CSV, "a\n" + ("1," * 100_000 + "\n") * 20)
    yield in_mocks("csv-quote-without-end", CSV, 'a,b\n"' + "x\n" * 3_000_000)
    yield in_mocks("csv-quotes", CSV, "a\n" + '"' * 6_000_001)
    yield in_mocks("csv-cell-of-5-MB", CSV, "a\n" + "x" * 5_000_000)
    yield in_mocks("csv-header-of-5-MB", CSV, "a" * 5_000_000 + "\n1\n2\n")
    yield in_mocks("csv-1000000-rows", CSV, "a\n" + "1\n" * 300_000)
    # An empty row is an item, as in the service: of those a child each, reading is but a small part of the time.
    yield in_mocks("csv-empty-rows", CSV, "a\n" + "\n" * 1_000_000)
    yield in_mocks("csv-empty-rows-in-batches", CSV, "a\n" + "\n" * 5_000_000, ItemBatcher={"MaxItemsPerBatch": 1_000})
    yield in_mocks("csv-carriage-returns", CSV, "a\n" + "\r" * 5_000_000)
    yield in_mocks("csv-batches", CSV, "a\n" + "1\n" * 300_000, ItemBatcher={"MaxItemsPerBatch": 100})
    yield in_mocks("json-deep", {"InputType": "JSON"}, "[" * 500_000)
    yield in_mocks("json-of-20-MB", {"InputType": "JSON"}, "[" + ",".join(["[1,2,3,4,5,6,7,8,9]"] * 50_000) + "]")
    yield in_mocks("json-not-ended", {"InputType": "JSON"}, "[" + "1," * 2_000_000)
    yield in_mocks("json-pointer-of-1-MB", {"InputType": "JSON", "ItemsPointer": "/a" * 300_000}, '{"a":[1]}')
    yield in_mocks("jsonl-line-of-20-MB", {"InputType": "JSONL"}, '"' + "x" * 20_000_000 + '"')
    yield in_mocks("jsonl-line-without-end", {"InputType": "JSONL"}, "[" * 10_000_000)
    yield in_mocks("jsonl-empty-lines", {"InputType": "JSONL"}, "\n" * 10_000_000 + "1")
    yield in_mocks("manifest-of-itself", {"ManifestType": "ATHENA_DATA", "InputType": "JSONL"}, "s3://b/k\n" * 100)
    yield in_mocks("manifest-names-one-file-20000-times", {"ManifestType": "ATHENA_DATA", "InputType": "JSONL", "MaxItems": 10_000}, "s3://b/d\n" * 20_000, {"d": " \n" * 200_000 + "1\n"})
    yield in_mocks("manifest-of-missing-files", {"ManifestType": "ATHENA_DATA", "InputType": "JSONL"}, "".join(f"s3://b/m{i}\n" for i in range(200_000)))
    yield in_mocks("manifest-line-of-5-MB", {"ManifestType": "ATHENA_DATA", "InputType": "JSONL"}, "s3://b/" + "x" * 5_000_000)
    yield in_mocks("inventory-of-100000-columns", {"InputType": "MANIFEST"}, json.dumps({"fileSchema": ",".join(f"c{i}" for i in range(100_000)), "files": [{"key": "d"}]}), {"d": "1\n" * 1_000})
    yield in_mocks("inventory-of-itself", {"InputType": "MANIFEST"}, json.dumps({"fileSchema": "a", "files": [{"key": "k"}] * 10_000}))
    yield in_mocks("listing-of-100000", {}, "", {f"k{i}": "" for i in range(100_000)}, resource="listObjectsV2", parameters={"Bucket": "b"})
    yield in_mocks("listing-flattened", {"Transformation": "LOAD_AND_FLATTEN", "InputType": "JSONL"}, "1\n", {f"k{i}": "1\n" * 10 for i in range(20_000)}, resource="listObjectsV2", parameters={"Bucket": "b"})
    yield in_mocks("max-items-largest", {"InputType": "JSON", "MaxItems": 100_000_000}, "[1,2]")
    lines = {"InputType": "JSONL"}
    yield in_folder("gzip-of-1-GiB-of-lines", lines, gibibyte_of(b"\n"))
    yield in_folder("gzip-of-1-GiB-of-blanks", {"InputType": "JSON"}, gibibyte_of(b" "))
    yield in_folder("gzip-of-1-GiB-of-brackets", lines, gibibyte_of(b"["))
    yield in_folder("gzip-of-1-GiB-in-a-cell", CSV, gibibyte_of(b"x"))
    yield in_folder("gzip-of-1-GiB-of-a-manifest", {"InputType": "MANIFEST"}, gibibyte_of(b" "))
    yield in_folder("gzip-500000-members", lines, members(500_000))
    yield in_folder("gzip-200000-members-of-a-line", lines, members(200_000, b"1\n"))
    yield in_folder("gzip-in-gzip", lines, lambda path: open(path, "wb").write(gzip.compress(gzip.compress(b"1\n" * 100_000))))
    yield in_folder("gzip-cut-off", lines, lambda path: open(path, "wb").write(gzip.compress(os.urandom(100_000))[:-20]))
    yield in_folder("gzip-with-a-long-name", lines, lambda path: open(path, "wb").write(b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 5_000_000))
    yield in_folder("gzip-of-stored-blocks", lines, lambda path: open(path, "wb").write(b"\x1f\x8b\x08\x00" + bytes(6) + b"\x00\x00\x00\xff\xff" * 2_000_000))
    yield in_folder("fifo", {"InputType": "JSON"}, os.mkfifo)
    yield in_folder("device-zero", lines, link("/dev/zero"))
    yield in_folder("link-to-itself", lines, link("k"))
    yield in_folder("link-out-of-the-folder", lines, link("/etc/passwd"), verdicts=(FAILURE,))
    yield in_folder("folder-in-place-of-an-object", lines, os.mkdir)
    yield in_folder("sparse-of-8-GB", lines, sparse(8 << 30))
    yield in_folder("sparse-of-8-GB-json", {"InputType": "JSON"}, sparse(8 << 30))
    outside = reading(lines, parameters={"Bucket": "b", "Key": "../../secret"})
    yield Case("key-out-of-the-folder", [DRIVE, "machine.asl.json", "--folder", "root"], {"machine.asl.json": outside, "root/b/k": "1\n", "secret": "1\n"}, verdicts=(FAILURE,), says=READ)
    outside = reading(lines, parameters={"Bucket": "..", "Key": "secret"})
    yield Case("bucket-out-of-the-folder", [DRIVE, "machine.asl.json", "--folder", "root"], {"machine.asl.json": outside, "root/b/k": "1\n", "secret": "1\n"}, verdicts=(FAILURE,), says=READ)
    lines_of_a_million = lambda path: open(path, "wb").write(b"1\n" * 1_000_000)
    yield Case("jsonl-1000000-lines", [DRIVE, "machine.asl.json", "--folder", "root"], {"machine.asl.json": reading(lines, parameters={"Bucket": "b", "Key": "k"}, ItemBatcher={"MaxItemsPerBatch": 1_000}), "root/b/k": lines_of_a_million}, says=READ, verdicts=(ANSWER, FAILURE))
