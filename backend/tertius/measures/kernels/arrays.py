"""The arrays that kernels take."""

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
Int32Array = npt.NDArray[np.int32]
Int64Array = npt.NDArray[np.int64]
IndexArray = npt.NDArray[np.uint32]
WordArray = npt.NDArray[np.uint64]
StopFlag = npt.NDArray[np.uint8]
