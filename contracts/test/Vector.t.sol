// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Deal, Gate, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

/// @notice The contract hashes as viem, cast and the Go code do: testdata/eip712.json.
contract VectorTest is EscrowTest {
    string private json;
    string private at; // the vector under test

    function setUp() public override {
        super.setUp();
        json = vm.readFile("../testdata/eip712.json");
    }

    function test_the_contract_hashes_the_vectors_as_viem_and_cast_do() public {
        uint256 count;
        for (; vm.keyExistsJson(json, string.concat(".vectors[", vm.toString(count), "]")); count++) {
            at = string.concat(".vectors[", vm.toString(count), "]");
            Terms memory terms = Terms(_gate(), _deal());
            string memory name = vm.parseJsonString(json, string.concat(at, ".name"));
            vm.assertEq(escrow.idOf(terms), _bytes32(".pact_id"), string.concat("pact id: ", name));
            vm.assertEq(_gateHash(terms.gate), _bytes32(".gate_hash"), string.concat("gate: ", name));
            vm.assertEq(_dealHash(terms.deal), _bytes32(".deal_hash"), string.concat("deal: ", name));
            vm.assertEq(_pactHash(terms), _bytes32(".pact_struct_hash"), string.concat("pact: ", name));
            vm.assertEq(
                _separator("Surety", "1", _uint(".chain_id"), _address(".escrow")),
                _bytes32(".domain_separator"),
                string.concat("domain: ", name)
            );
        }
        vm.assertTrue(count >= 9, "all vectors read");
    }

    function test_the_contract_separates_domains_as_the_vectors_do() public {
        at = ".vectors[0]";
        vm.chainId(_uint(".chain_id"));
        vm.etch(_address(".escrow"), address(escrow).code);
        (bool ok, bytes memory answer) = _address(".escrow").staticcall(abi.encodeCall(escrow.domainSeparator, ()));
        vm.assertTrue(ok, "domainSeparator()");
        vm.assertEq(abi.decode(answer, (bytes32)), _bytes32(".domain_separator"), "domain separator");
    }

    function _gate() private view returns (Gate memory gate) {
        gate.evaluator = _address(".pact.terms.gate.evaluator");
        gate.evaluateBy = uint40(_uint(".pact.terms.gate.evaluate_by"));
        gate.challengeWindow = uint32(_uint(".pact.terms.gate.challenge_window"));
        gate.feeBps = uint16(_uint(".pact.terms.gate.fee_bps"));
        gate.feeTo = _address(".pact.terms.gate.fee_to");
    }

    function _deal() private view returns (Deal memory deal) {
        deal.buyer = _address(".pact.terms.deal.buyer");
        deal.provider = _address(".pact.terms.deal.provider");
        deal.arbiter = _address(".pact.terms.deal.arbiter");
        deal.amount = _amount(".pact.terms.deal.amount");
        deal.upfront = _amount(".pact.terms.deal.upfront");
        deal.fundBy = uint40(_uint(".pact.terms.deal.fund_by"));
        deal.disputeWindow = uint32(_uint(".pact.terms.deal.dispute_window"));
        deal.arbitrationWindow = uint32(_uint(".pact.terms.deal.arbitration_window"));
        deal.silenceBps = uint16(_uint(".pact.terms.deal.silence_bps"));
        deal.covenant = _bytes32(".pact.terms.deal.covenant");
        deal.salt = _bytes32(".pact.terms.deal.salt");
    }

    function _bytes32(string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(at, key));
    }

    function _uint(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(at, key));
    }

    function _amount(string memory key) private view returns (uint88) {
        return uint88(vm.parseUint(vm.parseJsonString(json, string.concat(at, key))));
    }

    function _address(string memory key) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(at, key));
    }
}
