"""The model is pure, so its tests need nothing but time: no deadline for one example on a busy machine."""

from hypothesis import settings

settings.register_profile("model", deadline=None)
settings.load_profile("model")
